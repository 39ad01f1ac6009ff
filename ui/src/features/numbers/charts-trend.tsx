import { drillOf } from '~/api/drill';
import type { Metric } from '~/api/reports';
import { formatBucket, formatHours, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { LineChart, type Series } from '~/parts/charts/LineChart';
import { openDrill, opensDrill } from '~/parts/drill/open-drill';
import { bandOf, formatOf, grainName, hoursUnit, lastWords, useAlong, type Where } from './along';
import { ChartCard } from './ChartCard';
import { ignoredBy, subjectOf } from './cut';
import { numberOf } from './figures';

export type TrendMetric = 'nps' | 'backlog' | 'reopen' | 'fcr' | 'effort';

/** One metric over time, with the interval of an estimate as a band. */
export function TrendChart({ metric, where }: { metric: TrendMetric; where: Where }) {
  const { report, buckets, rows, labels, file, n, notes, onPoint, onOpen } = useAlong(metric, where);
  const format = formatOf(metric);
  const values = rows.map((row) => numberOf(row, 'value'));
  const band = rows.map((row): [number, number] | null => {
    const [low, high] = [numberOf(row, 'low'), numberOf(row, 'high')];
    return low === null || high === null ? null : [low, high];
  });
  const hasBand = band.some((pair) => pair !== null);
  const title = t(`chart.${metric}_trend`);
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
      asked={report}
      file={file}
      n={metric === 'backlog' ? null : n}
      ignored={ignoredBy(subjectOf(metric), where.cut)}
      onOpen={onOpen}
    >
      <LineChart
        labels={labels}
        series={[{ name: t(`metric.${metric}`), color: 'var(--brand)', values }]}
        band={hasBand ? band : undefined}
        limits={bandOf(where.bands, metric)}
        notes={metric === 'backlog' ? undefined : notes}
        format={format}
        fromZero={metric !== 'nps'}
        summary={`${title}. ${lastWords(labels, values, format)}`}
        onPoint={onPoint}
      />
    </ChartCard>
  );
}

/** A time to do something: the middle case and the slow tenth. */
export function DurationChart({ metric, where }: { metric: 'frt' | 'ttr'; where: Where }) {
  const { report, buckets, rows, labels, file, n, notes, onPoint, onOpen } = useAlong(metric, where);
  const format = formatOf(metric);
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
      asked={report}
      file={file}
      n={n}
      ignored={ignoredBy('tickets', where.cut)}
      onOpen={onOpen}
    >
      <LineChart
        labels={labels}
        series={series}
        limits={bandOf(where.bands, metric)}
        notes={notes}
        format={format}
        formatTick={formatHours}
        tickUnit={hoursUnit}
        summary={`${title}. ${lastWords(labels, middle, format)}`}
        onPoint={onPoint}
      />
    </ChartCard>
  );
}

/** Satisfaction and ease on one scale: both are shares of good answers. */
export function SatisfactionChart({ where }: { where: Where }) {
  const csat = useAlong('csat', where);
  const ces = useAlong('ces', where);
  const format = formatOf('csat');
  const satisfied = csat.rows.map((row) => numberOf(row, 'value'));
  const easy = ces.rows.map((row) => numberOf(row, 'value'));
  const counts = (metric: Metric, index: number): string =>
    formatNumber(numberOf((metric === 'csat' ? csat : ces).rows[index], 'n'));
  const title = t('chart.satisfaction_trend');
  return (
    <ChartCard
      title={title}
      summary={lastWords(csat.labels, satisfied, format)}
      formula={`${t('formula.csat')} ${t('formula.ces')}`}
      columns={[grainName(where.grain), t('metric.csat'), 'n CSAT', t('metric.ces'), 'n CES']}
      rows={csat.buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        format(satisfied[index]),
        counts('csat', index),
        format(easy[index]),
        counts('ces', index),
      ])}
      empty={csat.report.isSuccess && [...satisfied, ...easy].every((value) => value === null)}
      asked={csat.report}
      file={csat.file}
      n={csat.n}
      ignored={ignoredBy('responses', where.cut)}
      onOpen={csat.onOpen}
    >
      <LineChart
        labels={csat.labels}
        series={[
          { name: t('metric.csat'), color: 'var(--brand)', values: satisfied },
          { name: t('metric.ces'), color: 'var(--st-consideration)', dash: '6 4', values: easy },
        ]}
        limits={bandOf(where.bands, 'csat')}
        notes={csat.buckets.map((_, index) => `n ${counts('csat', index)} · ${counts('ces', index)}`)}
        format={format}
        fromZero={false}
        summary={`${title}. ${lastWords(csat.labels, satisfied, format)}`}
        onPoint={csat.onPoint}
      />
    </ChartCard>
  );
}

/** Churn above, the customers it is of below: two drawings on one axis of time, never two scales in one. */
export function ChurnChart({ where }: { where: Where }) {
  // Churn needs a month at least: by days it would be noise.
  const { report, buckets, rows, labels, file } = useAlong('churn', { ...where, grain: 'month' });
  const format = formatOf('churn');
  const churn = rows.map((row) => numberOf(row, 'value'));
  const active = rows.map((row) => numberOf(row, 'end'));
  const title = t('chart.churn_trend');
  const lost = numberOf(report.data?.total, 'lost');
  const gone = t('chart.lost');
  const summary = `${lastWords(labels, churn, format)} ${lost === null ? '' : t('chart.churn_lost', { count: lost, number: formatNumber(lost) })}`;
  return (
    <ChartCard
      title={title}
      summary={summary}
      formula={t('formula.churn')}
      columns={[
        grainName('month'),
        t('metric.churn'),
        t('chart.lost'),
        t('chart.new'),
        t('chart.won_back'),
        t('chart.active'),
      ]}
      rows={buckets.map((bucket, index) => [
        formatBucket(bucket, true),
        format(churn[index]),
        ...['lost', 'new', 'won_back', 'end'].map((column) => formatNumber(numberOf(rows[index], column))),
      ])}
      empty={report.isSuccess && churn.every((value) => value === null)}
      asked={report}
      file={file}
      ignored={ignoredBy('customers', where.cut)}
      onOpen={opensDrill(gone, drillOf(report.data?.total, 'lost'))}
    >
      <LineChart
        labels={labels}
        height={150}
        onPoint={(index) =>
          openDrill(`${gone} · ${formatBucket(buckets[index] ?? '', true)}`, drillOf(rows[index], 'lost'))
        }
        series={[{ name: t('metric.churn'), color: 'var(--st-risk)', values: churn }]}
        limits={bandOf(where.bands, 'churn')}
        notes={rows.map((row) => t('chart.lost_n', { number: formatNumber(numberOf(row, 'lost')) }))}
        format={format}
        summary={`${title}. ${summary}`}
      />
      <LineChart
        labels={labels}
        height={120}
        series={[{ name: t('chart.active'), color: 'var(--brand)', values: active }]}
        format={(value) => formatNumber(value)}
        fromZero={false}
        summary={`${t('chart.active')}. ${lastWords(labels, active, (value) => formatNumber(value))}`}
      />
    </ChartCard>
  );
}
