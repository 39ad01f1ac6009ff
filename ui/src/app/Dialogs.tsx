import { Modal, SegmentedControl } from '@mantine/core';
import { saveLanguage } from '~/api/session';
import { LANGUAGE_NAMES, LANGUAGES, language, rememberLanguage, setLanguage, t } from '~/lib/i18n';
import { commandKey, useShortcuts } from '~/lib/keys';
import { type Preferences, setPreference, usePreferences } from '~/lib/preferences';
import classes from './Dialogs.module.css';

/** What the keyboard can do on this very screen. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const shortcuts = useShortcuts();
  const mod = commandKey();
  const always = [
    { keys: `${mod} K`, label: t('palette.title') },
    { keys: `${mod} Enter`, label: t('keys.send') },
    { keys: `${mod} Shift Enter`, label: t('keys.send_solve') },
  ];
  const groups = (['keys.group_list', 'keys.group_ticket', 'keys.group_go'] as const).map((group) => ({
    name: t(group),
    lines: [
      ...new Map(
        shortcuts
          .filter((one) => one.group === group)
          .map((one) => [one.keys, { keys: one.keys, label: t(one.label) }]),
      ).values(),
      ...(group === 'keys.group_go' ? always : []),
    ],
  }));
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size={680}>
      <div className={classes.groups}>
        {groups
          .filter((group) => group.lines.length > 0)
          .map((group) => (
            <section key={group.name} className={classes.group} aria-label={group.name}>
              <h3>{group.name}</h3>
              {group.lines.map((line) => (
                <div key={line.keys} className={classes.line}>
                  <span>{line.label}</span>
                  <span>
                    {line.keys.split(' ').map((key) => (
                      <kbd key={key} style={{ marginLeft: 4 }}>
                        {key}
                      </kbd>
                    ))}
                  </span>
                </div>
              ))}
            </section>
          ))}
      </div>
    </Modal>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}

function Choice<T extends string>({ name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className={classes.field}>
      <legend>{name}</legend>
      <SegmentedControl
        aria-label={name}
        value={value}
        data={options.map((option) => ({ value: option.value, label: option.label }))}
        onChange={(next) => {
          const chosen = options.find((option) => option.value === next);
          if (chosen) onChoose(chosen.value);
        }}
      />
    </fieldset>
  );
}

/** What each person sets for themselves. The language is kept in the account, the rest on this browser. */
export function PreferencesDialog({ onClose }: { onClose: () => void }) {
  const chosen = usePreferences();
  const choice = <K extends 'theme' | 'density' | 'afterSolve'>(
    key: K,
    name: string,
    options: readonly { value: Preferences[K]; label: string }[],
  ) => (
    <Choice
      name={name}
      value={chosen[key]}
      options={options}
      onChoose={(value) => setPreference(key, value)}
    />
  );
  return (
    <Modal opened onClose={onClose} title={t('preferences.title')} size={520}>
      <div className={classes.form}>
        <Choice
          name={t('preferences.language')}
          value={language()}
          options={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
          onChoose={(value) => {
            rememberLanguage(value);
            void setLanguage(value);
            // The screen has changed; an account that could not be reached keeps its language until next time.
            saveLanguage(value).catch(() => undefined);
          }}
        />
        {choice('theme', t('preferences.theme'), [
          { value: 'light', label: t('preferences.theme_light') },
          { value: 'dark', label: t('preferences.theme_dark') },
          { value: 'system', label: t('preferences.theme_system') },
        ])}
        {choice('density', t('preferences.density'), [
          { value: 'comfortable', label: t('preferences.comfortable') },
          { value: 'compact', label: t('preferences.compact') },
        ])}
        {choice('afterSolve', t('preferences.after_solve'), [
          { value: 'stay', label: t('preferences.after_stay') },
          { value: 'next', label: t('preferences.after_next') },
          { value: 'list', label: t('preferences.after_list') },
        ])}
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={chosen.singleKeys}
            onChange={(event) => setPreference('singleKeys', event.currentTarget.checked)}
          />
          {t('preferences.single_keys')}
        </label>
      </div>
    </Modal>
  );
}
