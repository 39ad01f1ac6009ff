import { Button } from '@mantine/core';
import { type KeyboardEvent, useId, useState } from 'react';
import { type CommandName, chordOf, commandLabel, conflictOf, keyCaps, keysOf } from '~/lib/commands';
import { t } from '~/lib/i18n';
import classes from './Me.module.css';

interface KeyCaptureProps {
  name: CommandName;
  onSave: (keys: string) => void;
  onCancel: () => void;
}

/** Takes the keys as they are pressed: one, two in a row, or a chord. Backspace clears, Enter keeps, Esc leaves. */
export function KeyCapture({ name, onSave, onCancel }: KeyCaptureProps) {
  const [keys, setKeys] = useState(keysOf(name));
  const [fresh, setFresh] = useState(true);
  const hint = useId();
  const label = t(commandLabel(name));
  const conflict = conflictOf(name, keys);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Tab' || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      if (conflict?.kind !== 'begins') onSave(keys);
    } else if (event.key === 'Backspace' || event.key === 'Delete') setKeys('');
    else {
      const chord = chordOf(event.nativeEvent);
      const isCharacter = event.key.length === 1 && event.key !== ' ';
      if (!chord && !isCharacter) return;
      if (chord && /\+(Control|Meta|Shift)$/.test(chord)) return;
      const isSecond = !chord && !fresh && [...keys].length === 1;
      setKeys(chord ?? (isSecond ? `${keys} ${event.key}` : event.key));
    }
    setFresh(false);
  };
  return (
    <div className={classes.command}>
      <span className={classes.commandName}>{label}</span>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to press keys here
        autoFocus
        readOnly
        className={classes.capture}
        aria-label={t('me.keys_press', { name: label })}
        aria-describedby={hint}
        value={keyCaps(keys).join(' ')}
        placeholder={t('me.keys_none')}
        onKeyDown={press}
      />
      <Button size="xs" disabled={conflict?.kind === 'begins'} onClick={() => onSave(keys)}>
        {t('me.save')}
      </Button>
      <Button size="xs" variant="subtle" onClick={onCancel}>
        {t('action.cancel')}
      </Button>
      <p
        id={hint}
        className={conflict ? classes.warning : classes.hint}
        style={{ flexBasis: '100%' }}
        role="status"
      >
        {conflict === null
          ? t('me.keys_how')
          : conflict.kind === 'same'
            ? t('me.keys_taken', { name: t(commandLabel(conflict.name)) })
            : t('me.keys_begins', { name: t(commandLabel(conflict.name)) })}
      </p>
    </div>
  );
}
