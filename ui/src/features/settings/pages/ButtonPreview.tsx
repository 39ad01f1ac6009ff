import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';
import look from './Sites.module.css';
import { CONTRAST_MIN, contrastOfWhite, isColor, OUR_COLOR } from './site-form';

interface PreviewProps {
  /** As typed: what is no colour yet is shown as ours. */
  color: string;
  onPick: (color: string) => void;
}

/** The widget's button in the chosen colour, and whether white can be read on it. */
export function ButtonPreview({ color, onPick }: PreviewProps) {
  const typed = color.trim();
  const shown = isColor(typed) ? typed : OUR_COLOR;
  const ratio = contrastOfWhite(shown);
  const isLow = ratio < CONTRAST_MIN;
  const words = {
    ratio: formatNumber(Math.floor(ratio * 10) / 10, 1),
    least: formatNumber(CONTRAST_MIN, 1),
  };
  return (
    <div className={`${classes.wide} ${look.preview}`}>
      <span
        className={look.button}
        style={{ backgroundColor: shown }}
        role="img"
        aria-label={t('site.preview')}
      >
        <Icon name="chat" size={24} />
      </span>
      <input
        type="color"
        className={look.picker}
        aria-label={t('site.pick_color')}
        value={shown.toLowerCase()}
        onChange={(event) => onPick(event.currentTarget.value)}
      />
      <p
        className={isLow ? `${kit.notice} ${look.words}` : look.words}
        data-tone={isLow ? 'danger' : undefined}
        role="status"
      >
        {isLow ? t('site.contrast_low', words) : t('site.contrast_good', words)}
      </p>
    </div>
  );
}
