import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type Member, type MemberSort, useJourney } from '~/api/journey';
import type { Agent } from '~/api/records';
import { useWorkspaceSettings } from '~/api/reports';
import { mayManage } from '~/api/session';
import { t } from '~/lib/i18n';
import { PRESETS, presetPeriod, todayIn } from '~/lib/period';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { ErrorState } from '~/parts/states';
import { Board } from './Board';
import { BOARD_METRICS, headOf, LADDER_NAMES, LADDERS, rungColor, rungName } from './board';
import classes from './Journey.module.css';
import { StageTable } from './StageTable';
import { useMove } from './use-move';

const DrillDrawer = lazy(() => import('~/parts/drill/DrillDrawer'));
const MoveDialog = lazy(() => import('./MoveDialog'));
const BandsDialog = lazy(() => import('~/parts/bands/BandsDialog'));

const SORTS: readonly MemberSort[] = ['value', 'since'];

/** What the board shows stands in the address. */
function useBoard(today: string) {
  const [search, setSearch] = useSearchParams();
  const ladder = LADDER_NAMES.find((one) => one === search.get('ladder')) ?? 'stage';
  const preset = PRESETS.find((one) => one === search.get('period')) ?? '90d';
  const period = useMemo(() => presetPeriod(preset, new Date(`${today}T12:00:00Z`)), [preset, today]);
  const set = (name: string, value: string | null) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  return {
    ladder,
    preset,
    period,
    metric: BOARD_METRICS.find((one) => one === search.get('metric')) ?? 'nps',
    sort: SORTS.find((one) => one === search.get('sort')) ?? 'value',
    asTable: search.get('view') === 'table',
    rung: LADDERS[ladder].find((one) => one === search.get('stage')) ?? LADDERS[ladder][0] ?? '',
    set,
  } as const;
}

const MAY_MOVE: readonly string[] = ['admin', 'lead', 'agent'];

/** Every customer on the ladder, and how they travel it. */
export default function JourneyPage({ me }: { me: Agent }) {
  const settings = useWorkspaceSettings();
  const { ladder, preset, period, metric, sort, asTable, rung, set } = useBoard(
    todayIn(settings.data?.time_zone),
  );
  const journey = useJourney(ladder, { metric, ...period });
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const [asked, setAsked] = useState<{ member: Member; to: string } | null>(null);
  const [bandsOpen, setBandsOpen] = useState(false);
  const move = useMove();
  useTitle(t('journey.title'));
  const heads = useMemo(
    () => LADDERS[ladder].map((one) => headOf(journey.data, ladder, one, metric)),
    [journey.data, ladder, metric],
  );
  const mayMove = ladder === 'stage' && MAY_MOVE.includes(me.role);
  const shown = isPhone && !asTable ? heads.filter((head) => head.rung === rung) : heads;

  return (
    <section className={classes.screen} aria-label={t('journey.title')}>
      <header className={classes.head}>
        <h1>{t('journey.title')}</h1>
        <SegmentedControl
          aria-label={t('journey.ladder')}
          value={ladder}
          data={LADDER_NAMES.map((one) => ({ value: one, label: t(`journey.ladder_${one}`) }))}
          onChange={(value) => set('ladder', value === 'stage' ? null : value)}
        />
        <div className={classes.choices}>
          <Pick
            label={t('journey.metric')}
            value={metric}
            data={BOARD_METRICS.map((one) => ({ value: one, label: t(`metric.${one}`) }))}
            onPick={(value) => set('metric', value)}
          />
          <Pick
            label={t('numbers.period')}
            value={preset}
            data={PRESETS.map((one) => ({ value: one, label: t(`numbers.period_${one}`) }))}
            onPick={(value) => set('period', value)}
          />
          <Pick
            label={t('journey.sort')}
            value={sort}
            data={SORTS.map((one) => ({ value: one, label: t(`journey.sort_${one}`) }))}
            onPick={(value) => set('sort', value)}
          />
          <Button
            variant="default"
            aria-pressed={asTable}
            leftSection={<Icon name={asTable ? 'panel' : 'table'} size={16} />}
            onClick={() => set('view', asTable ? null : 'table')}
          >
            {asTable ? t('journey.as_board') : t('numbers.as_table')}
          </Button>
          {mayManage(me) ? (
            <Button
              variant="default"
              leftSection={<Icon name="steps" size={16} />}
              onClick={() => setBandsOpen(true)}
            >
              {t('band.title')}
            </Button>
          ) : null}
        </div>
      </header>
      {ladder === 'stage' ? null : <p className={classes.rules}>{t('journey.rules_decide')}</p>}
      {isPhone && !asTable ? (
        <div className={classes.tabs} role="tablist" aria-label={t(`journey.ladder_${ladder}`)}>
          {heads.map((head) => (
            <button
              key={head.rung}
              type="button"
              role="tab"
              className={classes.tab}
              aria-selected={head.rung === rung}
              onClick={() => set('stage', head.rung)}
            >
              <span className={classes.dot} style={{ background: rungColor(head.rung) }} />
              {rungName(ladder, head.rung)} <span className="numeric">{head.count}</span>
            </button>
          ))}
        </div>
      ) : null}
      {journey.isError && !journey.data ? (
        <ErrorState error={journey.error} onRetry={() => void journey.refetch()} />
      ) : asTable ? (
        <StageTable ladder={ladder} heads={heads} metric={metric} />
      ) : (
        <Board
          ladder={ladder}
          heads={shown}
          metric={metric}
          sort={sort}
          ready={journey.isSuccess}
          onMove={mayMove ? (member, to) => setAsked({ member, to }) : null}
        />
      )}
      <Suspense fallback={null}>
        <DrillDrawer />
        {asked ? (
          <MoveDialog
            member={asked.member}
            to={asked.to}
            onClose={() => setAsked(null)}
            onMove={(reason, until) => {
              move({ ...asked, reason, until });
              setAsked(null);
            }}
          />
        ) : null}
        {bandsOpen ? (
          <BandsDialog metric={metric} ladder={ladder} onClose={() => setBandsOpen(false)} />
        ) : null}
      </Suspense>
    </section>
  );
}

function Pick(props: {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onPick: (value: string) => void;
}) {
  return (
    <Select
      className={classes.pick}
      aria-label={props.label}
      title={props.label}
      value={props.value}
      data={props.data}
      allowDeselect={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      onChange={(value) => (value ? props.onPick(value) : undefined)}
    />
  );
}
