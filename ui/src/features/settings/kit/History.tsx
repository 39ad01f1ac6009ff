import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useAudit, useLastChange } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { Ago } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { actorWord, ChangeEntry } from './Changes';
import classes from './Kit.module.css';

/** "Ana lo cambió hace 3 min": who touched a record last, and the way to everything before that. */
export function ChangedBy({ entity, id }: { entity: string; id: number }) {
  const [open, setOpen] = useState(false);
  const last = useLastChange(entity, id);
  if (!last.data) return null;
  return (
    <>
      <button type="button" className={classes.changedBy} onClick={() => setOpen(true)}>
        {t('set.changed_by', { name: actorWord(last.data) })} <Ago at={last.data.at} />
      </button>
      {open ? <HistoryDrawer entity={entity} id={id} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function HistoryDrawer({ entity, id, onClose }: { entity: string; id: number; onClose: () => void }) {
  const log = useAudit({ scope: 'all', entity, entity_id: id });
  const events = log.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Drawer opened onClose={onClose} position="right" title={t('set.history')} size={460}>
      {log.isError && !log.data ? <ErrorState error={log.error} onRetry={() => void log.refetch()} /> : null}
      {log.data ? null : <RowsSkeleton rows={5} pending={log.isPending} />}
      <ol className={classes.entries}>
        {events.map((event) => (
          <li key={event.id}>
            <ChangeEntry event={event} />
          </li>
        ))}
      </ol>
      {log.hasNextPage ? (
        <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t('set.more')}
        </Button>
      ) : null}
    </Drawer>
  );
}
