import { useEffect } from 'react';
import { useUnread } from '~/api/attention';
import { useCommand, withKeys } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { setTitleCount } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import classes from './Shell.module.css';
import { openDialog } from './screens';

const MOST_SHOWN = 99;
export const shownCount = (count: number): string => (count > MOST_SHOWN ? `${MOST_SHOWN}+` : `${count}`);

/** How much waits to be read; the panel behind it comes when it is opened. */
export function Bell() {
  const unread = useUnread();
  const count = unread.data?.count ?? 0;
  useEffect(() => setTitleCount(count), [count]);
  const open = () => openDialog.set('notifications');
  useCommand('go.notifications', { run: open });
  const words = count > 0 ? t('nav.notices_unread', { count }) : t('nav.notices');
  return (
    <>
      <button
        type="button"
        className={classes.bell}
        aria-label={words}
        aria-haspopup="dialog"
        title={withKeys(words, 'go.notifications')}
        onClick={open}
      >
        <Icon name="bell" />
        {count > 0 ? (
          <span className={classes.bellCount} aria-hidden="true">
            {shownCount(count)}
          </span>
        ) : null}
      </button>
      <span role="status" className="visually-hidden">
        {count > 0 ? words : ''}
      </span>
    </>
  );
}
