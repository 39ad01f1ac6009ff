import { drillOf } from '~/api/drill';
import type { StageReport } from '~/api/journey';
import { STAGES } from '~/api/records';
import { reportFile, useReport } from '~/api/reports';
import { formatBucket, formatNumber, formatPercent } from '~/lib/format';
import { t } from '~/lib/i18n';
import { BarRows } from '~/parts/charts/BarRows';
import { type Cohort, Cohorts } from '~/parts/charts/Cohorts';
import { FromTo } from '~/parts/charts/FromTo';
import { opensDrill } from '~/parts/drill/open-drill';
import { stageColor, stageName } from '~/parts/marks';
import { formatOf, type Where } from './along';
import { ChartCard } from './ChartCard';
import { type Cut, ignoredBy } from './cut';
import { numberOf } from './figures';

/** Everybody, by where they are now. */
export function StageCountChart({ where }: { where: Where }) {
  const report = useReport('stage', { by: 'stage', drill: true });
  const format = formatOf('stage');
  const rows = STAGES.map((stage) => {
    const row = report.data?.groups.find((one) => one.stage === stage) ?? null;
    const name = stageName(stage);
    return {
      name,
      value: numberOf(row, 'value'),
      color: stageColor(stage),
      onOpen: opensDrill(name, drillOf(row)),
    };
  });
  const sum = rows.reduce((total, row) => total + (row.value ?? 0), 0);
  const summary = t('chart.stage_sum', { count: sum, number: formatNumber(sum) });
  return (
    <ChartCard
      title={t('chart.stage_count')}
      summary={summary}
      formula={t('formula.stage')}
      columns={[t('numbers.stage'), t('metric.stage')]}
      rows={rows.map((row) => [row.name, format(row.value)])}
      empty={report.isSuccess && sum === 0}
      asked={report}
      file={reportFile('stage', { by: 'stage' }, 'csv')}
      ignored={ignoredBy('customers', where.cut)}
    >
      <BarRows rows={rows} format={format} summary={`${t('chart.stage_count')}. ${summary}`} />
    </ChartCard>
  );
}

/** From which stage to which, in the window. */
export function StageChangesChart({ where }: { where: Where }) {
  const { period } = where.cut;
  const question = { by: 'stage', from: period.from, to: period.to, drill: true };
  const report = useReport('stage', question);
  const moves = (report.data as StageReport | undefined)?.transitions ?? [];
  const all = moves.reduce((sum, move) => sum + move.count, 0);
  const most = moves.toSorted((a, b) => b.count - a.count)[0];
  const summary = most
    ? t('chart.most_moves', {
        from: stageName(most.from),
        to: stageName(most.to),
        number: formatNumber(most.count),
        all: formatNumber(all),
      })
    : t('numbers.no_data');
  return (
    <ChartCard
      title={t('chart.stage_changes')}
      summary={summary}
      formula={t('formula.stage_changes')}
      columns={[t('numbers.from_to'), t('chart.moves'), t('chart.share')]}
      rows={moves.map((move) => [
        `${stageName(move.from)} → ${stageName(move.to)}`,
        formatNumber(move.count),
        formatPercent(move.share, 0),
      ])}
      empty={report.isSuccess && moves.length === 0}
      asked={report}
      file={reportFile('stage', question, 'csv')}
      ignored={ignoredBy('customers', where.cut)}
      wide
    >
      <FromTo
        names={STAGES}
        nameOf={stageName}
        caption={t('chart.stage_changes')}
        passages={moves.map((move) => ({
          ...move,
          onOpen: opensDrill(`${stageName(move.from)} → ${stageName(move.to)}`, move.drill ?? null),
        }))}
      />
    </ChartCard>
  );
}

const MONTHS_SHOWN = 12;

const yearBefore = (cut: Cut): string => {
  const from = new Date(`${cut.period.to}T00:00:00Z`);
  return new Date(Date.UTC(from.getUTCFullYear() - 1, from.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
};

/** Who first bought in a month, and who of them came back: it needs months, so a short window shows the last year. */
export function RetentionChart({ where }: { where: Where }) {
  const { period } = where.cut;
  const from = period.from < yearBefore(where.cut) ? period.from : yearBefore(where.cut);
  const question = { from, to: period.to, drill: true };
  const report = useReport('retention', question);
  const cohorts: Cohort[] = (report.data?.groups ?? []).map((row) => ({
    month: String(row.cohort ?? ''),
    n: numberOf(row, 'n') ?? 0,
    shares: (row.shares as (number | null)[] | undefined) ?? [],
    onOpen: opensDrill(
      `${t('numbers.cohort')} · ${formatBucket(String(row.cohort ?? ''), true)}`,
      drillOf(row),
    ),
  }));
  const longest = Math.max(0, ...cohorts.map((cohort) => cohort.shares.length - 1));
  const months = Math.min(MONTHS_SHOWN, longest);
  const first = numberOf(report.data?.total, 'value');
  const summary =
    first === null ? t('numbers.no_data') : t('chart.retention_says', { value: formatPercent(first, 0) });
  return (
    <ChartCard
      title={t('chart.retention')}
      summary={summary}
      formula={t('formula.retention')}
      columns={[t('numbers.cohort'), 'n', ...Array.from({ length: months }, (_, index) => `+${index + 1}`)]}
      rows={cohorts.map((cohort) => [
        formatBucket(cohort.month, true),
        formatNumber(cohort.n),
        ...Array.from({ length: months }, (_, index) => {
          const share = cohort.shares[index + 1];
          return share === null || share === undefined ? '—' : formatPercent(share, 0);
        }),
      ])}
      empty={report.isSuccess && (cohorts.length === 0 || months === 0)}
      asked={report}
      file={reportFile('retention', question, 'csv')}
      n={numberOf(report.data?.total, 'n')}
      ignored={ignoredBy('customers', where.cut)}
      wide
    >
      <Cohorts cohorts={cohorts} months={months} caption={t('chart.retention')} />
    </ChartCard>
  );
}
