import { lazy, memo, Suspense, useRef } from 'react';
import { useMe } from '~/api/session';
import { t, withTexts } from '~/lib/i18n';
import classes from './Composer.module.css';
import type { ComposerProps } from './composer/ComposerBox';

const ComposerBox = lazy(() => withTexts('composer', import('./composer/ComposerBox')));

/** The reply box. One can type before the rest of it is here: nothing of that is lost. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const me = useMe();
  const begun = useRef({ text: '', focused: false });
  const first = (
    <div className={classes.box} data-mode="reply">
      <div className={classes.inner}>
        <textarea
          className={classes.field}
          aria-label={t('composer.reply')}
          placeholder={t('composer.reply_placeholder')}
          onChange={(event) => {
            begun.current.text = event.currentTarget.value;
          }}
          onFocus={() => {
            begun.current.focused = true;
          }}
          onBlur={() => {
            begun.current.focused = false;
          }}
        />
      </div>
    </div>
  );
  return (
    <Suspense fallback={first}>
      {me ? <ComposerBox {...props} me={me} begun={begun.current} /> : first}
    </Suspense>
  );
});
