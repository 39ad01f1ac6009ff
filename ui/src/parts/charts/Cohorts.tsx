import { formatBucket, formatNumber, formatPercent } from '~/lib/format';
import { t } from '~/lib/i18n';
import classes from './charts.module.css';
import { stepOf } from './geometry';

export interface Cohort {
  month: string;
  n: number;
  shares: readonly (number | null)[];
  /** Opens who they are. */
  onOpen?: () => void;
}

const STEPS = 5;

/** Who first bought in a month, and what share of them was there in each month after: the retention triangle. */
export function Cohorts({
  cohorts,
  months,
  caption,
}: {
  cohorts: readonly Cohort[];
  months: number;
  caption: string;
}) {
  const columns = Array.from({ length: months }, (_, index) => index + 1);
  const values = cohorts
    .flatMap((cohort) => columns.flatMap((month) => cohort.shares[month] ?? []))
    .sort((a, b) => a - b);
  return (
    <section
      className={classes.heatScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('numbers.table_of', { name: caption })}
    >
      <table className={classes.fromTo}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('numbers.cohort')}</th>
            <th scope="col">n</th>
            {columns.map((month) => (
              <th key={month} scope="col">
                <span className="visually-hidden">{t('numbers.month_after')} </span>+{month}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.month}>
              <th scope="row">{formatBucket(cohort.month)}</th>
              <td>
                {cohort.onOpen ? (
                  <button
                    type="button"
                    className={classes.cellButton}
                    onClick={cohort.onOpen}
                    aria-label={t('numbers.open_row', {
                      name: formatBucket(cohort.month, true),
                      value: formatNumber(cohort.n),
                    })}
                  >
                    {formatNumber(cohort.n)}
                  </button>
                ) : (
                  formatNumber(cohort.n)
                )}
              </td>
              {columns.map((month) => {
                const share = cohort.shares[month];
                return share === null || share === undefined ? (
                  <td key={month} />
                ) : (
                  <td key={month} data-step={stepOf(share, values, STEPS)} data-worse={false}>
                    {formatPercent(share, 0)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
