import { Popover } from '@mantine/core';
import { drillOf } from '~/api/drill';
import type { Threshold } from '~/api/journey';
import type { Report } from '~/api/records';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { bandState, isOut } from '~/parts/charts/band';
import { Sparkline } from '~/parts/charts/Sparkline';
import { openDrill } from '~/parts/drill/open-drill';
import { Icon } from '~/parts/Icon';
import { Bone } from '~/parts/states';
import { cutName } from './ChartCard';
import type { CutField } from './cut';
import { changeOf, FEW, type Figure, isEstimate, numberOf } from './figures';
import classes from './Numbers.module.css';

interface NumberCardProps {
  figure: Figure;
  report: Report | undefined;
  isOld: boolean;
  line: readonly (number | null)[];
  failed: boolean;
  ignored: readonly CutField[];
  band: Threshold | null;
  compare: 'previous' | 'year';
}

/** One headline number: now, against the period before, its shape, and how sure it is. */
export function NumberCard({ figure, report, line, failed, ignored, band, compare, isOld }: NumberCardProps) {
  const value = numberOf(report?.total, 'value');
  const n = numberOf(report?.total, 'n');
  const few = isEstimate(figure.metric) && n !== null && n > 0 && n < FEW;
  const change = changeOf(figure, value, numberOf(report?.total?.compare, 'value'));
  const state = few ? null : bandState(value, band);
  const drill = drillOf(report?.total);
  const name = t(`metric.${figure.metric}`);
  return (
    <section
      className={classes.card}
      aria-label={name}
      data-out={isOut(state) || undefined}
      data-old={isOld || undefined}
    >
      <h2 className={classes.cardName}>
        {name}
        <FormulaButton figure={figure} />
      </h2>
      <div className={classes.cardBody}>
        {report ? (
          drill && n ? (
            <button
              type="button"
              className={classes.value}
              data-muted={few || value === null}
              onClick={() => openDrill(name, drill)}
              aria-label={t('numbers.open_row', { name, value: figure.format(value) })}
            >
              {figure.format(value)}
            </button>
          ) : (
            <span className={classes.value} data-muted={few || value === null}>
              {figure.format(value)}
            </span>
          )
        ) : failed ? (
          <span className={classes.value} data-muted>
            —
          </span>
        ) : (
          <Bone width={88} height={28} />
        )}
        <Sparkline values={line} />
      </div>
      <div className={classes.foot}>
        {report && value === null ? <span>{t('numbers.no_data')}</span> : null}
        {failed && !report ? <span>{t('numbers.failed')}</span> : null}
        {change ? <ChangeMark change={change} compare={compare} /> : null}
        {few ? (
          <span>{t('numbers.few', { count: n ?? 0 })}</span>
        ) : n === null || n === 0 || n === value ? null : (
          <span>n {formatNumber(n)}</span>
        )}
        {isOut(state) ? (
          <span className={classes.out}>
            {state === 'below' ? '▼' : '▲'} {t('band.out')}
          </span>
        ) : null}
        {ignored.length > 0 ? (
          <span>{t('numbers.without', { names: ignored.map(cutName).join(', ') })}</span>
        ) : null}
      </div>
    </section>
  );
}

function ChangeMark({
  change,
  compare,
}: {
  change: NonNullable<ReturnType<typeof changeOf>>;
  compare: 'previous' | 'year';
}) {
  return (
    <span
      className={classes.change}
      data-good={change.good ?? undefined}
      title={t(compare === 'year' ? 'numbers.compare_year' : 'numbers.compare_previous')}
    >
      {change.value === 0 ? null : <Icon name={change.value > 0 ? 'up' : 'fall'} size={12} />}
      {change.kind === 'points'
        ? t('numbers.points', { value: formatNumber(Math.abs(change.value), 1) })
        : `${formatNumber(Math.abs(change.value), 0)} %`}
      <span className="visually-hidden">
        {change.value > 0 ? t('numbers.more_than_before') : t('numbers.less_than_before')}
      </span>
    </span>
  );
}

function FormulaButton({ figure }: { figure: Figure }) {
  return (
    <Popover width={300} position="bottom-end" withinPortal trapFocus={false}>
      <Popover.Target>
        <button
          type="button"
          className={classes.info}
          aria-label={t('numbers.formula_of', { name: t(`metric.${figure.metric}`) })}
        >
          <Icon name="info" size={16} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes.pop}>{t(`formula.${figure.metric}`)}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
