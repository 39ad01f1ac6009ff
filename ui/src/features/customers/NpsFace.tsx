import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { npsTone } from '~/parts/marks';
import classes from './NpsFace.module.css';

const MOUTHS = {
  ok: 'M8 14c1 2 2.4 3 4 3s3-1 4-3',
  plain: 'M8.500 15.500h7',
  danger: 'M8 16.500c1-2 2.400-3 4-3s3 1 4 3',
};
const WORDS = { ok: 'answers.promoter', plain: 'answers.passive', danger: 'answers.detractor' } as const;

/** A score of 0 to 10 as a face; the number and the word say the same. */
export function NpsFace({ score, size = 32 }: { score: number; size?: number }) {
  const tone = npsTone(score);
  const kind = tone === 'ok' || tone === 'danger' ? tone : 'plain';
  return (
    <span className={classes.face} data-tone={kind}>
      <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
        <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="1.7" />
        <path
          d={`${MOUTHS[kind]}M9 9.500h.01M15 9.500h.01`}
          stroke="currentColor"
          strokeWidth="1.9"
          strokeLinecap="round"
        />
      </svg>
      <span>
        <strong className="numeric">{formatNumber(score)}</strong>
        <span className={classes.word}>{t(WORDS[kind])}</span>
      </span>
    </span>
  );
}
