import { formatNumber, formatPercent } from '~/lib/format';
import { t } from '~/lib/i18n';
import classes from './charts.module.css';
import { running } from './geometry';

export interface Reason {
  key: string;
  name: string;
  count: number;
  onOpen?: () => void;
}

/** Reasons, the most frequent first, with the running total beside each bar. */
export function Pareto({ reasons, caption }: { reasons: readonly Reason[]; caption: string }) {
  const sums = running(reasons.map((reason) => reason.count));
  const greatest = Math.max(1, ...reasons.map((reason) => reason.count));
  return (
    <ol className={classes.pareto} aria-label={caption}>
      {reasons.map((reason, index) => {
        const line = (
          <>
            <span className={classes.paretoName}>{reason.name}</span>
            <span className={classes.paretoBar} aria-hidden="true">
              <span style={{ width: `${(reason.count / greatest) * 100}%` }} />
            </span>
            <span className={classes.paretoCount}>{formatNumber(reason.count)}</span>
            <span className={classes.paretoSum} title={t('numbers.running')}>
              <span className="visually-hidden">{t('numbers.running')} </span>
              {formatPercent(sums[index] ?? 0, 0)}
            </span>
          </>
        );
        return (
          <li key={reason.key}>
            {reason.onOpen ? (
              <button type="button" className={classes.paretoRow} onClick={reason.onOpen}>
                {line}
              </button>
            ) : (
              <span className={classes.paretoRow}>{line}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
