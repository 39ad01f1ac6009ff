import { lazy, memo, type RefObject, Suspense, useRef, useState } from 'react';
import { useMe } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { t, withTexts } from '~/lib/i18n';
import classes from './Composer.module.css';
import type { Begun, ComposerProps } from './composer/ComposerBox';

const ComposerBox = lazy(() => withTexts('composer', import('./composer/ComposerBox')));

/** The reply box. One can type before the rest of it is here: nothing of that is lost. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const me = useMe();
  const begun = useRef<Begun>({
    text: '',
    kind: 'reply',
    touched: false,
    focused: false,
    macros: false,
    order: null,
  });
  const first = <FirstField begun={begun} mayReply={me?.role !== 'collaborator'} />;
  return (
    <Suspense fallback={first}>
      {me ? <ComposerBox {...props} me={me} begun={begun.current} /> : first}
    </Suspense>
  );
});

/** What takes the first letters, the keys that begin an answer or a note, and the chords that send them. */
function FirstField({ begun, mayReply }: { begun: RefObject<Begun>; mayReply: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState(begun.current.kind);
  const write = (next: Begun['kind']) => {
    begun.current.kind = next;
    begun.current.touched = true;
    setKind(next);
    field.current?.focus();
  };
  const send = (order: Begun['order']) => {
    if (begun.current.text.trim() !== '') begun.current.order = order;
  };
  useCommand('ticket.reply', { run: () => write('reply'), enabled: mayReply });
  useCommand('ticket.note', { run: () => write('note') });
  useCommand('ticket.macro', {
    run: () => {
      begun.current.macros = true;
    },
  });
  useCommand('composer.send', { run: () => send({}) });
  useCommand('composer.send_resolve', { run: () => send({ status_after: 'solved' }) });
  return (
    <div className={classes.box} data-mode={kind}>
      <div className={classes.inner}>
        <textarea
          ref={field}
          className={classes.field}
          aria-label={kind === 'note' ? t('composer.note') : t('composer.reply')}
          placeholder={kind === 'note' ? undefined : t('composer.reply_placeholder')}
          onChange={(event) => {
            begun.current.text = event.currentTarget.value;
            begun.current.touched = true;
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
}
