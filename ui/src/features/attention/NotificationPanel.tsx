import { ActionIcon, Button, Drawer, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type MarkOf, markNotifications, useNotifications, useUnread } from '~/api/attention';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Attention.module.css';
import { groupByTicket } from './groups';
import { NotificationGroup } from './NotificationGroup';

/** The arrows go from one to the next; Enter opens, as on any link. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const ends = { Home: 0, End: -1 }[event.key];
  if (step === undefined && ends === undefined) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[data-notice]')];
  const now = links.indexOf(document.activeElement as HTMLElement);
  const next = links.at(
    step === undefined ? (ends ?? 0) : Math.min(Math.max(now + step, 0), links.length - 1),
  );
  event.preventDefault();
  next?.focus();
}

/** What happened and was not read yet, by ticket; opening one reads it. */
export default function NotificationPanel({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const unread = useUnread();
  const [show, setShow] = useState<'unread' | 'all'>(() => (unread.data?.count === 0 ? 'all' : 'unread'));
  const list = useNotifications(show === 'unread');
  const groups = groupByTicket(list.data?.pages.flatMap((page) => page.data) ?? []);

  const mark = (of: MarkOf, read: boolean) =>
    markNotifications(client, of, read).catch((error: unknown) => {
      showToast(t('attention.not_marked'), { tone: 'danger', detail: asProblem(error).message });
      return [];
    });
  const markAll = async () => {
    const ids = await mark({}, true);
    if (ids.length > 0)
      showToast(t('attention.marked_all', { count: ids.length }), {
        action: { label: t('action.undo'), run: () => void mark({ ids }, false) },
      });
  };
  const open = (ticketId: number) => {
    void mark({ ticket_id: ticketId }, true);
    onClose();
    navigate(`/tickets/${ticketId}`);
  };

  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={t('nav.notices')}>
      <div className={classes.head}>
        <SegmentedControl
          aria-label={t('attention.show')}
          value={show}
          onChange={(next) => setShow(next === 'all' ? 'all' : 'unread')}
          data={[
            { value: 'unread', label: t('attention.show_unread') },
            { value: 'all', label: t('attention.show_all') },
          ]}
        />
        <ActionIcon
          aria-label={t('attention.choose')}
          title={t('attention.choose')}
          onClick={() => {
            onClose();
            navigate('/me/notifications');
          }}
        >
          <Icon name="settings" />
        </ActionIcon>
      </div>
      {list.isError && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton rows={6} />
      ) : groups.length === 0 ? (
        <EmptyState icon="bell" title={t('attention.empty_title')}>
          {t(show === 'unread' ? 'attention.empty_unread' : 'attention.empty_all')}
        </EmptyState>
      ) : (
        <>
          {unread.data?.count ? (
            <Button
              variant="subtle"
              className={classes.markAll}
              leftSection={<Icon name="check" size={16} />}
              onClick={() => void markAll()}
            >
              {t('attention.mark_all')}
            </Button>
          ) : null}
          <ul className={classes.list} onKeyDown={walk}>
            {groups.map((group) => (
              <NotificationGroup
                key={group.ticketId}
                group={group}
                onOpen={() => open(group.ticketId)}
                onMark={(read) =>
                  void mark(
                    read
                      ? { ids: group.unread.map((one) => one.id) }
                      : { ids: group.items.map((one) => one.id) },
                    read,
                  )
                }
              />
            ))}
          </ul>
          {list.hasNextPage ? (
            <Button
              variant="default"
              fullWidth
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('attention.more')}
            </Button>
          ) : null}
        </>
      )}
    </Drawer>
  );
}
