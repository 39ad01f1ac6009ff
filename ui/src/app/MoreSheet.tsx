import { Drawer, SegmentedControl } from '@mantine/core';
import { useLocation } from 'wouter';
import { useUnread } from '~/api/attention';
import type { Agent } from '~/api/records';
import { signOut } from '~/api/session';
import AvailabilityPick from '~/features/attention/AvailabilityPick';
import { t, textOr } from '~/lib/i18n';
import { setPreference, usePreferences } from '~/lib/preferences';
import { Icon, type IconName } from '~/parts/Icon';
import { Avatar } from '~/parts/marks';
import classes from './MoreSheet.module.css';
import { placesOf } from './places';
import { openDialog } from './screens';

const THEMES = ['light', 'dark', 'system'] as const;

/** On a phone: every place that has no tab, one's own account, and the way out. */
export default function MoreSheet({ me, onClose }: { me: Agent; onClose: () => void }) {
  const { theme } = usePreferences();
  const unread = useUnread().data?.count ?? 0;
  const [, navigate] = useLocation();
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  const lines: { label: string; icon: IconName; run: () => void }[] = [
    { label: t('nav.search'), icon: 'search', run: () => openDialog.set('palette') },
    {
      label: unread > 0 ? t('nav.notices_unread', { count: unread }) : t('nav.notices'),
      icon: 'bell',
      run: () => openDialog.set('notifications'),
    },
    ...placesOf(me)
      .filter((place) => !place.hasTab)
      .map((place) => ({ label: t(place.label), icon: place.icon, run: () => navigate(place.href) })),
    { label: t('nav.me'), icon: 'user', run: () => navigate('/me') },
    { label: t('keys.title'), icon: 'help', run: () => openDialog.set('keys') },
    { label: t('session.sign_out'), icon: 'leave', run: () => void signOut() },
  ];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      title={t('nav.more')}
      classNames={{ content: classes.sheet }}
    >
      <div className={classes.me}>
        <Avatar name={me.name} size={40} />
        <div>
          <strong>{me.name}</strong>
          <p>{textOr(`role.${me.role}`, me.role)}</p>
        </div>
      </div>
      <AvailabilityPick me={me} />
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={line.label}>
            <button type="button" className={classes.line} onClick={then(line.run)}>
              <Icon name={line.icon} />
              {line.label}
            </button>
          </li>
        ))}
      </ul>
      <SegmentedControl
        fullWidth
        aria-label={t('preferences.theme')}
        value={theme}
        data={THEMES.map((value) => ({ value, label: t(`preferences.theme_${value}`) }))}
        onChange={(value) => {
          const wish = THEMES.find((one) => one === value);
          if (wish) setPreference('theme', wish);
        }}
      />
    </Drawer>
  );
}
