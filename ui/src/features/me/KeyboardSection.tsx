import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  COMMAND_GROUPS,
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  commandLabel,
  groupOf,
  keyCaps,
  keysOf,
  remapped,
} from '~/lib/commands';
import { t } from '~/lib/i18n';
import { preferences, setPreference, usePreferences } from '~/lib/preferences';
import { matchScore } from '~/lib/text';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { KeyCapture } from './KeyCapture';
import classes from './Me.module.css';

/** Every change can be taken back for a while. */
function remap(keys: Readonly<Record<string, string>>, said: string): void {
  const before = preferences().keys;
  setPreference('keys', keys);
  showToast(said, {
    tone: 'ok',
    action: { label: t('action.undo'), run: () => setPreference('keys', before) },
  });
}

export default function KeyboardSection() {
  const { singleKeys, keys } = usePreferences();
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<CommandName | null>(null);
  const shown = COMMAND_NAMES.filter(
    (name) => keysOf(name) === query.trim() || matchScore(query, t(commandLabel(name))) !== null,
  );
  const save = (name: CommandName, wish: string) => {
    setEdited(null);
    remap(remapped(keys, name, wish), t('me.keys_changed', { name: t(commandLabel(name)) }));
  };
  return (
    <>
      <div className={classes.card}>
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => setPreference('singleKeys', event.currentTarget.checked)}
          />
          {t('preferences.single_keys')}
        </label>
        <p className={classes.hint}>{t('me.keys_why')}</p>
        <div className={classes.actions}>
          <TextInput
            type="search"
            aria-label={t('keys.search')}
            placeholder={t('keys.search')}
            leftSection={<Icon name="search" size={16} />}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={Object.keys(keys).length === 0}
            onClick={() => remap({}, t('me.keys_reset'))}
          >
            {t('me.keys_reset_all')}
          </Button>
        </div>
      </div>
      {COMMAND_GROUPS.map((group) => {
        const own = shown.filter((name) => groupOf(name) === group);
        if (own.length === 0) return null;
        const title = t(`command.group_${group}`);
        return (
          <section key={group} className={classes.card} aria-label={title}>
            <h3>{title}</h3>
            <div className={classes.commands}>
              {own.map((name) =>
                edited === name ? (
                  <KeyCapture
                    key={name}
                    name={name}
                    onSave={(wish) => save(name, wish)}
                    onCancel={() => setEdited(null)}
                  />
                ) : (
                  <CommandLine key={name} name={name} onEdit={() => setEdited(name)} onReset={save} />
                ),
              )}
            </div>
          </section>
        );
      })}
      {shown.length === 0 ? <p className={classes.hint}>{t('state.nothing_found')}</p> : null}
    </>
  );
}

function CommandLine(props: {
  name: CommandName;
  onEdit: () => void;
  onReset: (name: CommandName, keys: string) => void;
}) {
  const { name, onEdit, onReset } = props;
  const label = t(commandLabel(name));
  const keys = keysOf(name);
  return (
    <div className={classes.command}>
      <span className={classes.commandName}>{label}</span>
      <span className={classes.caps}>
        {keys === '' ? <span className={classes.none}>{t('me.keys_none')}</span> : null}
        {keyCaps(keys).map((cap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one command never move
          <kbd key={index}>{cap}</kbd>
        ))}
      </span>
      {keys === COMMANDS[name] ? null : (
        <Button
          size="xs"
          variant="subtle"
          aria-label={`${t('me.keys_restore')}: ${label}`}
          onClick={() => onReset(name, COMMANDS[name])}
        >
          {t('me.keys_restore')}
        </Button>
      )}
      <Button size="xs" variant="default" aria-label={`${t('me.keys_change')}: ${label}`} onClick={onEdit}>
        {t('me.keys_change')}
      </Button>
    </div>
  );
}
