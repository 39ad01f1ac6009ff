import { Menu } from '@mantine/core';
import { useLocation } from 'wouter';
import type { Agent } from '~/api/records';
import { signOut } from '~/api/session';
import AvailabilityItems from '~/features/attention/AvailabilityItems';
import { t } from '~/lib/i18n';
import { setPreference, usePreferences } from '~/lib/preferences';
import { Icon } from '~/parts/Icon';
import { MeButton } from './MeButton';
import { openDialog } from './screens';

/** One's own account, theme, and the way out. */
export default function MeMenu({ me, startsOpen }: { me: Agent; startsOpen: boolean }) {
  const { theme } = usePreferences();
  const [, navigate] = useLocation();
  const themes = [
    { value: 'light', icon: 'sun' },
    { value: 'dark', icon: 'moon' },
    { value: 'system', icon: 'screen' },
  ] as const;
  return (
    <Menu defaultOpened={startsOpen} position="top-start" width={240}>
      <Menu.Target>
        <MeButton me={me} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="user" size={16} />} onClick={() => navigate('/me')}>
          {t('nav.me')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="help" size={16} />} onClick={() => openDialog.set('keys')}>
          {t('keys.title')}
        </Menu.Item>
        <Menu.Divider />
        <AvailabilityItems me={me} />
        <Menu.Divider />
        <Menu.Label>{t('preferences.theme')}</Menu.Label>
        {themes.map((one) => (
          <Menu.Item
            key={one.value}
            leftSection={<Icon name={one.icon} size={16} />}
            rightSection={theme === one.value ? <Icon name="check" size={16} /> : null}
            onClick={() => setPreference('theme', one.value)}
          >
            {t(`preferences.theme_${one.value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={() => void signOut()}>
          {t('session.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
