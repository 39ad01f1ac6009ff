import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import type { WorkRecord } from '~/api/settings';
import { settingsKeys, type WorkKind } from '~/api/settings-keys';
import { retryWork, useFailedWork } from '~/api/settings-more';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { Ago } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';

const KINDS: readonly WorkKind[] = ['outbox', 'jobs'];

/** What the program could not do by itself: why, and another try. */
export default function FailedWork() {
  const jobs = useFailedWork('jobs');
  const outbox = useFailedWork('outbox');
  const lists = { jobs, outbox };
  const broken = [jobs, outbox].find((one) => one.isError && !one.data);
  if (broken) return <ErrorState error={broken.error} onRetry={() => void broken.refetch()} />;
  if (!jobs.data || !outbox.data) return <RowsSkeleton rows={5} />;
  if (jobs.data.data.length + outbox.data.data.length === 0)
    return (
      <EmptyState icon="check" title={t('set.no_failed')}>
        {t('set.no_failed_why')}
      </EmptyState>
    );
  return (
    <section className={classes.body} aria-labelledby="work-title">
      <header className={classes.head}>
        <div>
          <h2 id="work-title">{t('set.failed_work')}</h2>
          <p className={classes.faint}>{t('set.failed_lead')}</p>
        </div>
      </header>
      {KINDS.map((kind) => {
        const rows = lists[kind].data?.data ?? [];
        return rows.length === 0 ? null : (
          <section key={kind} aria-labelledby={`work-${kind}`} className={classes.cards}>
            <h3 id={`work-${kind}`}>{t(`set.work_${kind}`)}</h3>
            <ul className={kit.rows}>
              {rows.map((row) => (
                <li key={row.id} className={kit.row}>
                  <WorkRow kind={kind} row={row} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

/** A reaction belongs to its event: it cannot be run again by itself. */
const mayRetry = (kind: WorkKind, row: WorkRecord): boolean => kind === 'outbox' || row.kind !== 'reaction';

function WorkRow({ kind, row }: { kind: WorkKind; row: WorkRecord }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await retryWork(kind, row.id);
      showToast(t('set.did_retry'), { tone: 'ok' });
    } catch (error) {
      showToast(t('set.not_done'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: settingsKeys.work(kind) });
    }
  };
  return (
    <>
      <div className={kit.names}>
        <span className={kit.plain}>
          {textOr(`set.work_kind_${row.kind.replaceAll(/[-.]/g, '_')}`, row.kind)}
        </span>
        <span className={kit.sub} lang="en">
          {row.last_error ?? t('set.no_reason')}
        </span>
      </div>
      <div className={kit.facts}>
        <span>{t('set.tries', { count: row.tries })}</span>
        <Ago at={row.created_at} />
      </div>
      {mayRetry(kind, row) ? (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          leftSection={<Icon name="refresh" size={14} />}
          onClick={() => void retry()}
        >
          {t('action.retry')}
        </Button>
      ) : null}
    </>
  );
}
