import { SegmentedControl } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type Metric, useReport } from '~/api/reports';
import { t } from '~/lib/i18n';
import {
  type Grain,
  grainOf,
  isDay,
  type Period,
  PRESETS,
  type Preset,
  presetPeriod,
  toDay,
} from '~/lib/period';
import { useTitle } from '~/lib/use-title';
import {
  DurationChart,
  SatisfactionChart,
  StageCountChart,
  StageNpsChart,
  TrendChart,
  VolumeChart,
} from './charts';
import { alongBuckets, bucketsOf, FIGURES, numberOf } from './figures';
import { NumberCard } from './NumberCard';
import classes from './Numbers.module.css';

const CARDS: readonly Metric[] = ['nps', 'csat', 'ces', 'churn', 'frt', 'ttr', 'volume', 'backlog'];
const CUSTOM = 'custom';

/** The period lives in the address: a preset by its name, or two days. */
function usePeriod(): { period: Period; preset: Preset | null; choose: (next: Preset | Period) => void } {
  const [search, setSearch] = useSearchParams();
  const from = search.get('from');
  const to = search.get('to');
  const named = search.get('period');
  const custom = isDay(from) && isDay(to) && from <= to;
  const preset = custom ? null : (PRESETS.find((one) => one === named) ?? '12m');
  const today = toDay(new Date());
  const period = useMemo(
    () => (custom ? { from, to } : presetPeriod(preset ?? '12m', new Date(`${today}T12:00:00Z`))),
    [custom, from, to, preset, today],
  );
  const choose = useCallback(
    (next: Preset | Period) =>
      setSearch(() => new URLSearchParams(typeof next === 'string' ? { period: next } : { ...next })),
    [setSearch],
  );
  return { period, preset, choose };
}

/** How the business is doing, in the numbers that METRICS defines. */
export default function NumbersPage() {
  const { period, preset, choose } = usePeriod();
  useTitle(t('numbers.title'));
  const grain = grainOf(period);
  // Churn needs a month at least: by days it would be noise.
  const churnGrain: Grain = 'month';
  return (
    <section className={classes.screen} aria-label={t('numbers.title')}>
      <div className={classes.inner}>
        <header className={classes.head}>
          <h1>{t('numbers.title')}</h1>
          <div className={classes.dates}>
            <SegmentedControl
              aria-label={t('numbers.period')}
              value={preset ?? CUSTOM}
              onChange={(value) => {
                const chosen = PRESETS.find((one) => one === value);
                if (chosen) choose(chosen);
              }}
              data={PRESETS.map((one) => ({ value: one, label: t(`numbers.period_${one}`) }))}
            />
            <input
              type="date"
              className={classes.date}
              aria-label={t('numbers.from')}
              value={period.from}
              max={period.to}
              onChange={(event) => {
                const from = event.currentTarget.value;
                if (isDay(from) && from <= period.to) choose({ from, to: period.to });
              }}
            />
            <span aria-hidden="true">–</span>
            <input
              type="date"
              className={classes.date}
              aria-label={t('numbers.to')}
              value={period.to}
              min={period.from}
              onChange={(event) => {
                const to = event.currentTarget.value;
                if (isDay(to) && to >= period.from) choose({ from: period.from, to });
              }}
            />
          </div>
        </header>
        <div className={classes.cards}>
          {CARDS.map((metric) => (
            <MetricCard
              key={metric}
              metric={metric}
              period={period}
              grain={metric === 'churn' ? churnGrain : grain}
            />
          ))}
        </div>
        <div className={classes.charts}>
          <StageNpsChart period={period} />
          <TrendChart metric="nps" period={period} grain={grain} fromZero={false} />
          <SatisfactionChart period={period} grain={grain} />
          <TrendChart metric="churn" period={period} grain={churnGrain} />
          <DurationChart metric="frt" period={period} grain={grain} />
          <DurationChart metric="ttr" period={period} grain={grain} />
          <VolumeChart period={period} grain={grain} />
          <TrendChart metric="backlog" period={period} grain={grain} />
          <TrendChart metric="reopen" period={period} grain={grain} />
          <StageCountChart />
        </div>
      </div>
    </section>
  );
}

function MetricCard({ metric, period, grain }: { metric: Metric; period: Period; grain: Grain }) {
  const report = useReport(metric, { by: grain, from: period.from, to: period.to, compare: 'previous' });
  const line = alongBuckets(report.data, grain, bucketsOf(period, grain)).map((row) =>
    numberOf(row, 'value'),
  );
  return <NumberCard figure={FIGURES[metric]} report={report.data} line={line} failed={report.isError} />;
}
