import { ActionIcon } from '@mantine/core';
import { Link } from 'wouter';
import type { Notification } from '~/api/attention';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago, Avatar } from '~/parts/marks';
import classes from './Attention.module.css';
import type { Group } from './groups';
import { KIND_ICONS, sentenceOf } from './words';

/** A person's face, or the drawing of what happened by itself. */
function Face({ one }: { one: Notification }) {
  const isPerson = one.actor.kind === 'agent' || one.actor.kind === 'customer';
  return (
    <span className={classes.face} data-kind={one.kind}>
      {isPerson && one.facts.actor ? (
        <>
          <Avatar name={one.facts.actor} size={34} />
          <span className={classes.badge}>
            <Icon name={KIND_ICONS[one.kind]} size={11} />
          </span>
        </>
      ) : (
        <span className={classes.drawing}>
          <Icon name={KIND_ICONS[one.kind]} size={18} />
        </span>
      )}
    </span>
  );
}

function Times({ one }: { one: Notification }) {
  return one.times > 1 ? (
    <span className={classes.times} title={t('attention.times', { count: one.times })}>
      <span aria-hidden="true">×{one.times}</span>
      <span className="visually-hidden">, {t('attention.times', { count: one.times })}</span>
    </span>
  ) : null;
}

/** One ticket: its weightiest news in full, the others in a line each. */
export function NotificationGroup(props: {
  group: Group;
  onOpen: () => void;
  onMark: (read: boolean) => void;
}) {
  const { group, onOpen, onMark } = props;
  const [first, ...rest] = group.items;
  const isUnread = group.unread.length > 0;
  if (!first) return null;
  const toggle = t(isUnread ? 'attention.mark_read' : 'attention.mark_unread');
  return (
    <li className={classes.group} data-unread={isUnread}>
      <Link
        href={`/tickets/${group.ticketId}`}
        className={classes.link}
        data-notice
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <Face one={first} />
        <span className={classes.words}>
          <span className={classes.sentence}>
            {isUnread ? <span className="visually-hidden">{t('attention.is_unread')}: </span> : null}
            {sentenceOf(first)} <Times one={first} />
          </span>
          <span className={classes.subject}>
            #{group.ticketId} {group.subject}
          </span>
          {first.facts.excerpt ? <span className={classes.excerpt}>{first.facts.excerpt}</span> : null}
          {rest.map((one) => (
            <span key={one.id} className={classes.also}>
              <Icon name={KIND_ICONS[one.kind]} size={13} />
              <span className={classes.alsoWords}>{sentenceOf(one)}</span>
              <Times one={one} />
            </span>
          ))}
        </span>
        <span className={classes.time}>
          <Ago at={group.at} />
        </span>
      </Link>
      <ActionIcon
        className={classes.toggle}
        aria-label={`${toggle}: ${group.subject}`}
        title={toggle}
        onClick={() => onMark(isUnread)}
      >
        <span className={classes.dot} data-unread={isUnread} />
      </ActionIcon>
    </li>
  );
}
