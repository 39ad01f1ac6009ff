import { drillOf } from '~/api/drill';
import type { Ladder } from '~/api/journey';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { isOut } from '~/parts/charts/band';
import { openDrill } from '~/parts/drill/open-drill';
import { type BoardMetric, rungName, type StageHead } from './board';
import classes from './Journey.module.css';

/** The board's figures as a table: to read at once, and to hear row by row. */
export function StageTable({
  ladder,
  heads,
  metric,
}: {
  ladder: Ladder;
  heads: readonly StageHead[];
  metric: BoardMetric;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.tableBox} tabIndex={0} aria-label={t('journey.table')}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t('journey.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('numbers.stage')}</th>
            <th scope="col">{t('metric.stage')}</th>
            <th scope="col">{t('journey.entered_short')}</th>
            <th scope="col">{t('journey.left_short')}</th>
            <th scope="col">{t('journey.median_short')}</th>
            <th scope="col">{t(`metric.${metric}`)}</th>
            <th scope="col">n</th>
            <th scope="col">{t('journey.band')}</th>
          </tr>
        </thead>
        <tbody>
          {heads.map((head) => {
            const name = rungName(ladder, head.rung);
            const open = (column: string, title: string) => () => openDrill(title, drillOf(head.row, column));
            return (
              <tr key={head.rung}>
                <th scope="row">{name}</th>
                <Cell value={head.count} onOpen={open('n', name)} />
                <Cell
                  value={head.entered}
                  onOpen={open('entered', t('journey.entered_title', { stage: name }))}
                />
                <Cell value={head.left} onOpen={open('left', t('journey.left_title', { stage: name }))} />
                <td>{formatNumber(head.days, 1)}</td>
                <td>{head.figure.text}</td>
                <td>{formatNumber(head.figure.n)}</td>
                <td className={isOut(head.figure.state) ? classes.out : undefined}>
                  {head.figure.isFew
                    ? t('numbers.few', { count: head.figure.n })
                    : t(`band.${head.figure.state ?? 'none'}`)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ value, onOpen }: { value: number; onOpen: () => void }) {
  return (
    <td>
      {value > 0 ? (
        <button type="button" className={classes.link} onClick={onOpen}>
          {formatNumber(value)}
        </button>
      ) : (
        formatNumber(value)
      )}
    </td>
  );
}
