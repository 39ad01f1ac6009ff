import { formatNumber, formatPercent } from '~/lib/format';
import classes from './charts.module.css';

export interface StripPart {
  key: 'detractors' | 'passives' | 'promoters';
  name: string;
  count: number;
  onOpen?: () => void;
}

/** The parts of a score as one strip, each with its name, its count and its share. */
export function ScoreStrip({
  score,
  muted,
  parts,
  summary,
}: {
  score: string;
  /** Too few answers to lean on. */
  muted: boolean;
  parts: readonly StripPart[];
  summary: string;
}) {
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <div>
      <p className={classes.bigScore} data-muted={muted}>
        {score}
      </p>
      <div className={classes.strip} role="img" aria-label={summary}>
        {parts.map((part) =>
          part.count > 0 ? (
            <span key={part.key} data-part={part.key} style={{ flexGrow: part.count }} />
          ) : null,
        )}
      </div>
      <ul className={classes.stripWords}>
        {parts.map((part) => {
          const words = (
            <>
              <span className={classes.stripMark} data-part={part.key} aria-hidden="true" />
              <span>{part.name}</span>
              <strong>{all > 0 ? formatPercent((part.count / all) * 100, 0) : '—'}</strong>
              <span className={classes.soft}>{formatNumber(part.count)}</span>
            </>
          );
          return (
            <li key={part.key}>
              {part.onOpen && part.count > 0 ? (
                <button type="button" className={classes.stripButton} onClick={part.onOpen}>
                  {words}
                </button>
              ) : (
                <span className={classes.stripButton}>{words}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
