import { drillOf } from '~/api/drill';
import { STAGES } from '~/api/records';
import { reportFile, useReport } from '~/api/reports';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { BarRows } from '~/parts/charts/BarRows';
import { bandState, isOut } from '~/parts/charts/band';
import { ScoreStrip, type StripPart } from '~/parts/charts/ScoreStrip';
import { opensDrill } from '~/parts/drill/open-drill';
import { stageColor, stageName } from '~/parts/marks';
import { bandOf, formatOf, type Where } from './along';
import { ChartCard } from './ChartCard';
import { ignoredBy, questionOf } from './cut';
import { FEW, numberOf } from './figures';

/** One row a stage: what it should be, what it is, what it was, and how sure that is. */
export function StageNpsChart({ where }: { where: Where }) {
  const question = { ...questionOf('nps', where.cut, 'stage'), compare: where.cut.compare };
  const report = useReport('nps', question);
  const format = formatOf('nps');
  const rows = STAGES.map((stage) => {
    const row = report.data?.groups.find((one) => one.stage === stage) ?? null;
    const [low, high] = [numberOf(row, 'low'), numberOf(row, 'high')];
    const n = numberOf(row, 'n') ?? 0;
    const name = stageName(stage);
    return {
      name,
      value: numberOf(row, 'value'),
      before: numberOf(row?.compare, 'value'),
      color: stageColor(stage),
      interval: low === null || high === null ? null : ([low, high] as [number, number]),
      limits: bandOf(where.bands, 'nps', stage),
      note: n > 0 ? `n ${formatNumber(n)}` : undefined,
      muted: n < FEW,
      n,
      onOpen: opensDrill(`NPS · ${name}`, drillOf(row)),
    };
  });
  const known = rows.filter((row) => row.value !== null);
  // Too few answers name no winner, and are no alarm.
  const sure = known.filter((row) => row.n >= FEW);
  const best = sure.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  const out = sure.filter((row) => isOut(bandState(row.value, row.limits)));
  const answers = known.reduce((sum, row) => sum + row.n, 0);
  const summary =
    out.length > 0
      ? t('chart.stages_out', { names: out.map((row) => row.name).join(', ') })
      : best
        ? t('chart.best_stage', { stage: best.name, value: format(best.value) })
        : answers > 0
          ? t('numbers.few', { count: answers })
          : t('numbers.no_data');
  return (
    <ChartCard
      title={t('chart.nps_stage')}
      summary={summary}
      formula={t('formula.by_stage')}
      columns={[t('numbers.stage'), t('metric.nps'), t('numbers.interval'), t('numbers.before'), 'n']}
      rows={rows.map((row) => [
        row.name,
        format(row.value),
        row.interval ? `${format(row.interval[0])} – ${format(row.interval[1])}` : '—',
        format(row.before),
        formatNumber(row.n),
      ])}
      empty={report.isSuccess && known.length === 0}
      asked={report}
      file={reportFile('nps', question, 'csv')}
      ignored={ignoredBy('responses', where.cut)}
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

const PARTS = ['detractors', 'passives', 'promoters'] as const;

/** The whole score: a big number and what it is made of. */
export function NpsStrip({ where }: { where: Where }) {
  const question = questionOf('nps', where.cut);
  const report = useReport('nps', question);
  const format = formatOf('nps');
  const total = report.data?.total;
  const parts: StripPart[] = PARTS.map((key) => {
    const name = t(`chart.${key}`);
    return { key, name, count: numberOf(total, key) ?? 0, onOpen: opensDrill(name, drillOf(total, key)) };
  });
  const value = numberOf(total, 'value');
  const [low, high] = [numberOf(total, 'low'), numberOf(total, 'high')];
  const words = parts.map((part) => `${part.name} ${formatNumber(part.count)}`).join(', ');
  const summary =
    value === null
      ? t('numbers.no_data')
      : t('chart.nps_says', { value: format(value), low: format(low), high: format(high) });
  return (
    <ChartCard
      title={t('chart.nps_strip')}
      summary={summary}
      formula={t('formula.nps')}
      columns={[t('chart.answers'), 'n']}
      rows={parts.map((part) => [part.name, formatNumber(part.count)])}
      empty={report.isSuccess && value === null}
      asked={report}
      file={reportFile('nps', question, 'csv')}
      n={numberOf(total, 'n')}
      ignored={ignoredBy('responses', where.cut)}
      onOpen={opensDrill(t('chart.nps_strip'), drillOf(total))}
    >
      <ScoreStrip
        score={format(value)}
        muted={(numberOf(total, 'n') ?? 0) < FEW}
        parts={parts}
        summary={`${t('chart.nps_strip')}: ${words}`}
      />
    </ChartCard>
  );
}
