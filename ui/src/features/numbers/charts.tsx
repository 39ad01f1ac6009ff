import { STAGES } from '~/api/records';
import { type Metric, useReport } from '~/api/reports';
import { formatBucket, formatHours, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import type { Grain, Period } from '~/lib/period';
import { BarRows } from '~/parts/charts/BarRows';
import { LineChart, type Series } from '~/parts/charts/LineChart';
import { channelName, stageColor, stageName } from '~/parts/marks';
import { ChartCard } from './ChartCard';
import { alongBuckets, bucketsOf, FEW, FIGURES, numberOf, seriesBy } from './figures';

interface ChartProps {
  period: Period;
  grain: Grain;
}

const grainName = (grain: Grain): string => t(`numbers.grain_${grain}`);

function useAlong(metric: Metric, { period, grain }: ChartProps) {
  const report = useReport(metric, { by: grain, from: period.from, to: period.to });
  const buckets = bucketsOf(period, grain);
  const rows = alongBuckets(report.data, grain, buckets);
  return { report, buckets, rows, labels: buckets.map((bucket) => formatBucket(bucket)) };
}

/** "Último: 31,2 (mar 26)." */
function lastWords(
  labels: readonly string[],
  values: readonly (number | null)[],
  format: (v: number) => string,
): string {
  const at = values.findLastIndex((value) => value !== null);
  const value = values[at];
  return value === null || value === undefined
    ? t('numbers.no_data')
    : t('numbers.last', { value: format(value), when: labels[at] ?? '' });
}

/** One metric over time, with the interval of an estimate as a band. */
export function TrendChart({
  metric,
  fromZero = true,
  ...where
}: ChartProps & { metric: Metric; fromZero?: boolean }) {
  const { report, buckets, rows, labels } = useAlong(metric, where);
  const { format } = FIGURES[metric];
  const values = rows.map((row) => numberOf(row, 'value'));
  const band = rows.map((row): [number, number] | null => {
    const [low, high] = [numberOf(row, 'low'), numberOf(row, 'high')];
    return low === null || high === null ? null : [low, high];
  });
  const hasBand = band.some((pair) => pair !== null);
  const title = t(`chart.${metric}_trend` as 'chart.nps_trend');
  return (
    <ChartCard
      title={title}
      summary={lastWords(labels, values, format)}
      formula={t(`formula.${metric}`)}
      columns={[
        grainName(where.grain),
        t(`metric.${metric}`),
        ...(hasBand ? [t('numbers.interval')] : []),
        'n',
      ]}
      rows={buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        format(values[index]),
        ...(hasBand ? [band[index] ? `${format(band[index][0])} – ${format(band[index][1])}` : '—'] : []),
        formatNumber(numberOf(rows[index], 'n')),
      ])}
      empty={report.isSuccess && values.every((value) => value === null)}
      error={report.isError && !report.data ? report.error : null}
      onRetry={() => void report.refetch()}
    >
      <LineChart
        labels={labels}
        series={[{ name: t(`metric.${metric}`), color: 'var(--brand)', values }]}
        band={hasBand ? band : undefined}
        format={format}
        fromZero={fromZero}
        summary={`${title}. ${lastWords(labels, values, format)}`}
      />
    </ChartCard>
  );
}

/** Axis steps of whole minutes, hours or days. */
const hoursUnit = (greatest: number): number => (greatest >= 48 ? 24 : greatest < 1 ? 1 / 60 : 1);

/** A time to do something: the middle case and the slow tenth. */
export function DurationChart({ metric, ...where }: ChartProps & { metric: 'frt' | 'ttr' }) {
  const { report, buckets, rows, labels } = useAlong(metric, where);
  const { format } = FIGURES[metric];
  const middle = rows.map((row) => numberOf(row, 'median') ?? numberOf(row, 'value'));
  const slow = rows.map((row) => numberOf(row, 'p90'));
  const title = t(`chart.${metric}_trend`);
  const series: Series[] = [
    { name: t('numbers.median'), color: 'var(--brand)', values: middle },
    { name: t('numbers.p90'), color: 'var(--st-risk)', dash: '6 4', values: slow },
  ];
  return (
    <ChartCard
      title={title}
      summary={lastWords(labels, middle, format)}
      formula={t(`formula.${metric}`)}
      columns={[grainName(where.grain), t('numbers.median'), t('numbers.p90'), t('numbers.mean'), 'n']}
      rows={buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        format(middle[index]),
        format(slow[index]),
        format(numberOf(rows[index], 'mean')),
        formatNumber(numberOf(rows[index], 'n')),
      ])}
      empty={report.isSuccess && middle.every((value) => value === null)}
      error={report.isError && !report.data ? report.error : null}
      onRetry={() => void report.refetch()}
    >
      <LineChart
        labels={labels}
        series={series}
        format={format}
        formatTick={formatHours}
        tickUnit={hoursUnit}
        summary={`${title}. ${lastWords(labels, middle, format)}`}
      />
    </ChartCard>
  );
}

/** Satisfaction and ease on one scale: both are shares of good answers. */
export function SatisfactionChart(where: ChartProps) {
  const csat = useAlong('csat', where);
  const ces = useAlong('ces', where);
  const { format } = FIGURES.csat;
  const satisfied = csat.rows.map((row) => numberOf(row, 'value'));
  const easy = ces.rows.map((row) => numberOf(row, 'value'));
  const title = t('chart.satisfaction_trend');
  return (
    <ChartCard
      title={title}
      summary={lastWords(csat.labels, satisfied, format)}
      formula={`${t('formula.csat')} ${t('formula.ces')}`}
      columns={[grainName(where.grain), t('metric.csat'), t('metric.ces')]}
      rows={csat.buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        format(satisfied[index]),
        format(easy[index]),
      ])}
      empty={csat.report.isSuccess && [...satisfied, ...easy].every((value) => value === null)}
      error={csat.report.isError && !csat.report.data ? csat.report.error : null}
      onRetry={() => void csat.report.refetch()}
    >
      <LineChart
        labels={csat.labels}
        series={[
          { name: t('metric.csat'), color: 'var(--brand)', values: satisfied },
          { name: t('metric.ces'), color: 'var(--st-consideration)', dash: '6 4', values: easy },
        ]}
        format={format}
        fromZero={false}
        summary={`${title}. ${lastWords(csat.labels, satisfied, format)}`}
      />
    </ChartCard>
  );
}

export function StageNpsChart({ period }: { period: Period }) {
  const report = useReport('nps', { by: 'stage', from: period.from, to: period.to });
  const { format } = FIGURES.nps;
  const rows = STAGES.map((stage) => {
    const row = report.data?.groups.find((one) => one.stage === stage) ?? null;
    const [low, high] = [numberOf(row, 'low'), numberOf(row, 'high')];
    const n = numberOf(row, 'n') ?? 0;
    return {
      name: stageName(stage),
      value: numberOf(row, 'value'),
      color: stageColor(stage),
      interval: low === null || high === null ? null : ([low, high] as [number, number]),
      note: n > 0 ? `n ${formatNumber(n)}` : undefined,
      muted: n < FEW,
      n,
    };
  });
  const known = rows.filter((row) => row.value !== null);
  // Too few answers name no winner.
  const best = known.filter((row) => row.n >= FEW).sort((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  const answers = known.reduce((sum, row) => sum + row.n, 0);
  const summary = best
    ? t('chart.best_stage', { stage: best.name, value: format(best.value) })
    : answers > 0
      ? t('numbers.few', { count: answers })
      : t('numbers.no_data');
  return (
    <ChartCard
      title={t('chart.nps_stage')}
      summary={summary}
      formula={t('formula.by_stage')}
      columns={[t('customer.stage'), t('metric.nps'), t('numbers.interval'), 'n']}
      rows={rows.map((row) => [
        row.name,
        format(row.value),
        row.interval ? `${format(row.interval[0])} – ${format(row.interval[1])}` : '—',
        formatNumber(row.n),
      ])}
      empty={report.isSuccess && known.length === 0}
      error={report.isError && !report.data ? report.error : null}
      onRetry={() => void report.refetch()}
    >
      <BarRows
        rows={rows}
        format={format}
        domain={[-100, 100]}
        summary={`${t('chart.nps_stage')}. ${summary}`}
      />
    </ChartCard>
  );
}

export function StageCountChart() {
  const report = useReport('stage', { by: 'stage' });
  const { format } = FIGURES.stage;
  const rows = STAGES.map((stage) => {
    const row = report.data?.groups.find((one) => one.stage === stage) ?? null;
    return { name: stageName(stage), value: numberOf(row, 'value'), color: stageColor(stage) };
  });
  const sum = rows.reduce((total, row) => total + (row.value ?? 0), 0);
  const summary = t('chart.stage_sum', { count: sum, number: formatNumber(sum) });
  return (
    <ChartCard
      title={t('chart.stage_count')}
      summary={summary}
      formula={t('formula.stage')}
      columns={[t('customer.stage'), t('customers.title')]}
      rows={rows.map((row) => [row.name, format(row.value)])}
      empty={report.isSuccess && sum === 0}
      error={report.isError && !report.data ? report.error : null}
      onRetry={() => void report.refetch()}
    >
      <BarRows rows={rows} format={format} summary={`${t('chart.stage_count')}. ${summary}`} />
    </ChartCard>
  );
}

const LINES = [
  { color: 'var(--st-consideration)' },
  { color: 'var(--brand)', dash: '7 4' },
  { color: 'var(--st-risk)', dash: '2 3' },
  { color: 'var(--st-advocacy)', dash: '9 3 2 3' },
  { color: 'var(--st-experience)', dash: '4 2' },
  { color: 'var(--st-lost)', dash: '1 3' },
] as const;

export function VolumeChart({ period, grain }: ChartProps) {
  const report = useReport('volume', { by: `channel,${grain}`, from: period.from, to: period.to });
  const { format } = FIGURES.volume;
  const buckets = bucketsOf(period, grain);
  const labels = buckets.map((bucket) => formatBucket(bucket));
  const lines = seriesBy(report.data, 'channel', grain, buckets, LINES.length).map((one, index) => ({
    name: channelName(one.name),
    values: one.values.map((value) => value ?? 0),
    sum: one.sum,
    ...(LINES[index] ?? LINES[0]),
  }));
  const first = lines[0];
  const summary = first
    ? t('chart.top_channel', { channel: first.name, number: formatNumber(first.sum) })
    : t('numbers.no_data');
  return (
    <ChartCard
      title={t('chart.volume_trend')}
      summary={summary}
      formula={t('formula.volume')}
      columns={[grainName(grain), ...lines.map((one) => one.name)]}
      rows={buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        ...lines.map((one) => format(one.values[index])),
      ])}
      empty={report.isSuccess && lines.length === 0}
      error={report.isError && !report.data ? report.error : null}
      onRetry={() => void report.refetch()}
    >
      <LineChart
        labels={labels}
        series={lines}
        format={format}
        summary={`${t('chart.volume_trend')}. ${summary}`}
      />
    </ChartCard>
  );
}
