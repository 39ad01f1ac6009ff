import { useDroppable } from '@dnd-kit/core';
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { drillOf } from '~/api/drill';
import { type Ladder, type Member, type MemberSort, useMembers } from '~/api/journey';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { isOut } from '~/parts/charts/band';
import { openDrill } from '~/parts/drill/open-drill';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { type BoardMetric, rungColor, rungName, type StageHead } from './board';
import classes from './Journey.module.css';
import { MemberCard } from './MemberCard';

interface ColumnProps {
  ladder: Ladder;
  head: StageHead;
  metric: BoardMetric;
  sort: MemberSort;
  ready: boolean;
  onMove: ((member: Member, to: string) => void) | null;
}

/** A stage: its figures on top, who stands on it below. */
export function Column({ ladder, head, metric, sort, ready, onMove }: ColumnProps) {
  const { setNodeRef, isOver } = useDroppable({ id: head.rung, disabled: onMove === null });
  const list = useMembers(ladder, head.rung, sort);
  const members = list.data?.pages.flatMap((page) => page.data) ?? [];
  const name = rungName(ladder, head.rung);
  return (
    <section
      ref={setNodeRef}
      className={classes.column}
      data-over={isOver || undefined}
      style={{ '--rung': rungColor(head.rung) } as React.CSSProperties}
      aria-label={name}
    >
      <ColumnHead ladder={ladder} head={head} metric={metric} ready={ready} name={name} />
      {list.isError && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <RowsSkeleton rows={4} />
      ) : members.length === 0 ? (
        <p className={classes.empty}>{t('journey.nobody')}</p>
      ) : (
        <ul className={classes.cards} aria-label={t('journey.cards_of', { stage: name })}>
          {members.map((member) => (
            <MemberCard key={member.id} member={member} ladder={ladder} onMove={onMove} />
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <Button
          variant="subtle"
          className={classes.moreCards}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('action.load_more')}
        </Button>
      ) : null}
    </section>
  );
}

/** The list of those who stand there: as the figure counts them, as soon as it is here. */
function listOf(ladder: Ladder, head: StageHead): string {
  const filter = drillOf(head.row)?.filter ?? { all: [{ field: ladder, op: 'is', value: head.rung }] };
  return `/customers?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

function ColumnHead({
  ladder,
  head,
  metric,
  ready,
  name,
}: Omit<ColumnProps, 'sort' | 'onMove'> & { name: string }) {
  const { figure } = head;
  return (
    <header className={classes.columnHead}>
      <h2 className={classes.rung}>
        <span className={classes.dot} style={{ background: rungColor(head.rung) }} />
        {name}
      </h2>
      <Link
        href={listOf(ladder, head)}
        className={classes.count}
        aria-label={t('journey.count_of', {
          stage: name,
          count: head.count,
          number: formatNumber(head.count),
        })}
      >
        {ready ? formatNumber(head.count) : '…'}
      </Link>
      <div className={classes.metric}>
        <Figure head={head} metric={metric} name={name} />
        {figure.n > 0 ? (
          <span className={classes.soft} data-few={figure.isFew || undefined}>
            {figure.isFew ? t('numbers.few', { count: figure.n }) : `n ${formatNumber(figure.n)}`}
          </span>
        ) : null}
      </div>
      {isOut(figure.state) ? (
        <p className={classes.out}>
          {figure.state === 'below' ? '▼' : '▲'} {t('band.out')}
        </p>
      ) : null}
      <Flows ladder={ladder} head={head} name={name} />
      <p className={classes.soft}>
        {head.days === null
          ? t('journey.nobody_left')
          : t('journey.median', { days: formatNumber(head.days, 1) })}
      </p>
    </header>
  );
}

function Figure({ head, metric, name }: { head: StageHead; metric: BoardMetric; name: string }) {
  const drill = drillOf(head.metricRow);
  const words = (
    <>
      <span className={classes.soft}>{t(`metric.${metric}`)}</span>{' '}
      <strong data-muted={head.figure.isFew || undefined}>{head.figure.text}</strong>
    </>
  );
  return drill && head.figure.n > 0 ? (
    <button
      type="button"
      className={classes.link}
      onClick={() => openDrill(`${t(`metric.${metric}`)} · ${name}`, drill)}
    >
      {words}
    </button>
  ) : (
    <span>{words}</span>
  );
}

const GOES_SHOWN = 2;

/** Who came, who left, and where to. */
function Flows({ ladder, head, name }: { ladder: Ladder; head: StageHead; name: string }) {
  return (
    <div className={classes.flows}>
      <button
        type="button"
        className={classes.link}
        disabled={head.entered === 0}
        onClick={() => openDrill(t('journey.entered_title', { stage: name }), drillOf(head.row, 'entered'))}
      >
        {t('journey.entered', { count: head.entered, number: formatNumber(head.entered) })}
      </button>
      <button
        type="button"
        className={classes.link}
        disabled={head.left === 0}
        onClick={() => openDrill(t('journey.left_title', { stage: name }), drillOf(head.row, 'left'))}
      >
        {t('journey.left', { count: head.left, number: formatNumber(head.left) })}
      </button>
      {head.goes.slice(0, GOES_SHOWN).map((one) => (
        <button
          key={one.to}
          type="button"
          className={classes.goes}
          onClick={() => openDrill(`${name} → ${rungName(ladder, one.to)}`, one.drill ?? null)}
        >
          → {rungName(ladder, one.to)} {formatNumber(one.count)}
        </button>
      ))}
    </div>
  );
}
