import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { COMMAND_GROUPS, commandLabel, groupOf, keysOf, useLiveCommands } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { usePreferences } from '~/lib/preferences';
import { matchScore } from '~/lib/text';
import { Icon } from '~/parts/Icon';
import { KeyCaps } from './KeyCaps';
import classes from './KeysDialog.module.css';

/** What the keyboard can do on this very screen. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  usePreferences();
  const [query, setQuery] = useState('');
  const lines = useLiveCommands()
    .map(({ name }) => ({ name, keys: keysOf(name), label: t(commandLabel(name)) }))
    .filter((line) => line.keys !== '')
    .filter((line) => line.keys === query.trim() || matchScore(query, line.label) !== null);
  const groups = COMMAND_GROUPS.map((group) => ({
    group,
    lines: lines.filter((line) => groupOf(line.name) === group),
  })).filter((one) => one.lines.length > 0);
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size={680}>
      <div className={classes.top}>
        <TextInput
          data-autofocus
          type="search"
          aria-label={t('keys.search')}
          placeholder={t('keys.search')}
          leftSection={<Icon name="search" size={16} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Link href="/me/keyboard" className={classes.remap} onClick={onClose}>
          {t('keys.remap')}
        </Link>
      </div>
      <div className={classes.groups}>
        {groups.map(({ group, lines: own }) => (
          <section key={group} className={classes.group} aria-label={t(`command.group_${group}`)}>
            <h3>{t(`command.group_${group}`)}</h3>
            {own.map((line) => (
              <div key={line.name} className={classes.line}>
                <span>{line.label}</span>
                <KeyCaps keys={line.keys} />
              </div>
            ))}
          </section>
        ))}
      </div>
      {groups.length === 0 ? <p className={classes.none}>{t('state.nothing_found')}</p> : null}
    </Modal>
  );
}
