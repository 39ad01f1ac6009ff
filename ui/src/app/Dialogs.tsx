import { Modal, SegmentedControl } from '@mantine/core';
import { saveLanguage } from '~/api/session';
import { LANGUAGE_NAMES, LANGUAGES, language, rememberLanguage, setLanguage, t } from '~/lib/i18n';
import { type Preferences, setPreference, usePreferences } from '~/lib/preferences';
import classes from './Dialogs.module.css';

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
