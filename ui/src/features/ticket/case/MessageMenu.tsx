import { lazy, Suspense, useState } from 'react';
import type { Message, Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './case.module.css';

const MessageMenuList = lazy(() => import('./MessageMenuList'));

interface MessageMenuProps {
  ticket: Ticket;
  message: Message;
  name: string;
}

/** What can be done with one message. The list itself is made when it is asked for: a case may have hundreds. */
export default function MessageMenu(props: MessageMenuProps) {
  const [opened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={classes.messageButton}
      aria-label={t('case.message_menu', { name: props.name })}
      aria-haspopup="menu"
      aria-expanded={opened}
      onClick={() => setOpened(true)}
    >
      <Icon name="more" size={16} />
    </button>
  );
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <MessageMenuList {...props} button={button} onClosed={() => setOpened(false)} />
    </Suspense>
  );
}
