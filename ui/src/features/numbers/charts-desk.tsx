import { drillOf } from '~/api/drill';
import type { Report } from '~/api/records';
import { type Metric, reportFile, useReport } from '~/api/reports';
import { formatBucket, formatHours, formatNumber, weekdayName } from '~/lib/format';
import { t } from '~/lib/i18n';
import { BarRows } from '~/parts/charts/BarRows';
import { fewest } from '~/parts/charts/geometry';
import { type HeatCell, HeatMap } from '~/parts/charts/HeatMap';
import { LineChart } from '~/parts/charts/LineChart';
import { Pareto } from '~/parts/charts/Pareto';
import { openDrill, opensDrill } from '~/parts/drill/open-drill';
import { channelName } from '~/parts/marks';
import { formatOf, grainName, hoursUnit, LINES, type Where } from './along';
import { ChartCard } from './ChartCard';
import { ignoredBy, questionOf } from './cut';
import { bucketsOf, FEW, numberOf, seriesBy } from './figures';

export function VolumeChart({ where }: { where: Where }) {
  const { cut, grain } = where;
  const question = questionOf('volume', cut, `channel,${grain}`);
  const report = useReport('volume', question);
  const format = formatOf('volume');
  const buckets = bucketsOf(cut.period, grain);
  const lines = seriesBy(report.data, 'channel', grain, buckets, LINES.length).map((one, index) => ({
    name: channelName(one.name),
    values: one.values.map((value) => value ?? 0),
    sum: one.sum,
    ...(LINES[index] ?? LINES[0]),
  }));
  const first = lines[0];
  const total = report.data?.total;
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
      asked={report}
      file={reportFile('volume', question, 'csv')}
      n={numberOf(total, 'n')}
      ignored={ignoredBy('tickets', cut)}
      onOpen={opensDrill(t('metric.volume'), drillOf(total))}
    >
      <LineChart
        labels={buckets.map((bucket) => formatBucket(bucket))}
        series={lines}
        format={format}
        summary={`${t('chart.volume_trend')}. ${summary}`}
      />
    </ChartCard>
  );
}

const REASONS_MAX = 10;
const MOST = 80;

/** What tickets are about, the most frequent first. */
export function ReasonsChart({ where }: { where: Where }) {
  const question = questionOf('volume', where.cut, 'topic');
  const report = useReport('volume', question);
  const all = (report.data?.groups ?? [])
    .map((row) => {
      const name = typeof row.topic === 'string' ? row.topic : t('chart.no_topic');
      return {
        key: String(row.topic ?? ''),
        name,
        count: numberOf(row, 'n') ?? 0,
        onOpen: opensDrill(name, drillOf(row)),
      };
    })
    .sort((a, b) => b.count - a.count);
  const rest = all.slice(REASONS_MAX);
  const reasons =
    rest.length > 0
      ? [
          ...all.slice(0, REASONS_MAX),
          {
            key: 'rest',
            name: t('chart.other_topics', { count: rest.length }),
            count: rest.reduce((sum, one) => sum + one.count, 0),
          },
        ]
      : all;
  const few = fewest(
    all.map((one) => one.count),
    MOST,
  );
  const summary =
    all.length > 0
      ? t('chart.reasons_most', { count: few, all: all.length, share: MOST })
      : t('numbers.no_data');
  return (
    <ChartCard
      title={t('chart.reasons')}
      summary={summary}
      formula={t('formula.reasons')}
      columns={[t('chart.topic'), t('metric.volume')]}
      rows={all.map((one) => [one.name, formatNumber(one.count)])}
      empty={report.isSuccess && all.length === 0}
      asked={report}
      file={reportFile('volume', question, 'csv')}
      n={numberOf(report.data?.total, 'n')}
      ignored={ignoredBy('tickets', where.cut)}
    >
      <Pareto reasons={reasons} caption={t('chart.reasons')} />
    </ChartCard>
  );
}

function cellsOf(report: Report | undefined, title: string): HeatCell[] {
  return (report?.groups ?? []).flatMap((row) => {
    const [weekday, hour] = [Number(row.weekday), Number(row.hour)];
    return Number.isInteger(weekday) && Number.isInteger(hour)
      ? [
          {
            weekday,
            hour,
            value: numberOf(row, 'value'),
            n: numberOf(row, 'n') ?? 0,
            onOpen: opensDrill(`${title} · ${weekdayName(weekday, true)} ${hour} h`, drillOf(row)),
          },
        ]
      : [];
  });
}

/** When tickets come in, or how long those that came in then waited: weekday by hour. */
export function HeatChart({ metric, where }: { metric: 'volume' | 'frt'; where: Where }) {
  const question = questionOf(metric, where.cut, 'weekday,hour');
  const report = useReport(metric, question);
  const title = t(metric === 'frt' ? 'chart.frt_heat' : 'chart.volume_heat');
  const cells = cellsOf(report.data, title);
  // Hours alone, without their name: a cell has room for three digits.
  const format = (value: number) => formatNumber(value, metric === 'frt' && value < 10 ? 1 : 0);
  const inWords = (value: number) => (metric === 'frt' ? formatHours(value) : formatNumber(value));
  const most = cells.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  const summary = most
    ? t(metric === 'frt' ? 'chart.slowest' : 'chart.busiest', {
        day: weekdayName(most.weekday, true),
        hour: most.hour,
        value: inWords(most.value ?? 0),
      })
    : t('numbers.no_data');
  return (
    <ChartCard
      title={title}
      summary={summary}
      formula={t(metric === 'frt' ? 'formula.frt_heat' : 'formula.volume_heat')}
      columns={[t('numbers.weekday'), t('numbers.hour'), t(`metric.${metric}`), 'n']}
      rows={cells.map((cell) => [
        `${weekdayName(cell.weekday, true)} ${cell.hour}`,
        String(cell.hour),
        cell.value === null ? '—' : inWords(cell.value),
        formatNumber(cell.n),
      ])}
      empty={report.isSuccess && cells.length === 0}
      asked={report}
      file={reportFile(metric, question, 'csv')}
      n={numberOf(report.data?.total, 'n')}
      ignored={ignoredBy('tickets', where.cut)}
      onOpen={opensDrill(title, drillOf(report.data?.total))}
      wide
    >
      <HeatMap cells={cells} format={format} caption={title} isWorse={metric === 'frt'} />
    </ChartCard>
  );
}

/** One metric a person: whose cases they were. */
export function AgentsChart({
  metric,
  where,
}: {
  metric: Extract<Metric, 'volume' | 'ttr' | 'csat'>;
  where: Where;
}) {
  const question = questionOf(metric, where.cut, 'agent');
  const report = useReport(metric, question);
  const format = formatOf(metric);
  const title = t(`chart.${metric}_agents`);
  const rows = (report.data?.groups ?? [])
    .map((row) => {
      const n = numberOf(row, 'n') ?? 0;
      const name = typeof row.agent === 'string' ? row.agent : t('chart.nobody');
      return {
        name,
        value: numberOf(row, 'value'),
        color: 'var(--brand)',
        note: metric === 'volume' ? undefined : `n ${formatNumber(n)}`,
        muted: metric !== 'volume' && n < FEW,
        n,
        onOpen: () => openDrill(`${title} · ${name}`, drillOf(row)),
      };
    })
    .sort((a, b) => b.n - a.n)
    .slice(0, 12);
  const most = rows[0];
  const summary = most
    ? t('chart.most_cases', { name: most.name, number: formatNumber(most.n) })
    : t('numbers.no_data');
  return (
    <ChartCard
      title={title}
      summary={summary}
      formula={t(`formula.${metric}`)}
      columns={[t('numbers.agent'), t(`metric.${metric}`), 'n']}
      rows={rows.map((row) => [row.name, format(row.value), formatNumber(row.n)])}
      empty={report.isSuccess && rows.length === 0}
      asked={report}
      file={reportFile(metric, question, 'csv')}
      ignored={ignoredBy(metric === 'csat' ? 'responses' : 'tickets', where.cut)}
    >
      <BarRows
        rows={rows}
        format={format}
        formatTick={metric === 'ttr' ? formatHours : undefined}
        tickUnit={metric === 'ttr' ? hoursUnit : undefined}
        summary={`${title}. ${summary}`}
      />
    </ChartCard>
  );
}
