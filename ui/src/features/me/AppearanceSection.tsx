import { SegmentedControl } from '@mantine/core';
import { t } from '~/lib/i18n';
import { type Preferences, setPreference, usePreferences } from '~/lib/preferences';
import classes from './Me.module.css';

interface ChoiceProps<K extends 'theme' | 'density' | 'afterSolve'> {
  field: K;
  name: string;
  options: readonly { value: Preferences[K]; label: string }[];
}

function Choice<K extends 'theme' | 'density' | 'afterSolve'>({ field, name, options }: ChoiceProps<K>) {
  const chosen = usePreferences();
  return (
    <fieldset className={classes.choice}>
      <legend>{name}</legend>
      <SegmentedControl
        aria-label={name}
        value={chosen[field]}
        data={[...options]}
        onChange={(next) => {
          const option = options.find((one) => one.value === next);
          if (option) setPreference(field, option.value);
        }}
      />
    </fieldset>
  );
}

export default function AppearanceSection() {
  return (
    <div className={classes.card}>
      <p className={classes.hint}>{t('me.saves_itself')}</p>
      <Choice
        field="theme"
        name={t('preferences.theme')}
        options={[
          { value: 'light', label: t('preferences.theme_light') },
          { value: 'dark', label: t('preferences.theme_dark') },
          { value: 'system', label: t('preferences.theme_system') },
        ]}
      />
      <Choice
        field="density"
        name={t('preferences.density')}
        options={[
          { value: 'comfortable', label: t('preferences.comfortable') },
          { value: 'compact', label: t('preferences.compact') },
        ]}
      />
      <Choice
        field="afterSolve"
        name={t('preferences.after_solve')}
        options={[
          { value: 'stay', label: t('preferences.after_stay') },
          { value: 'next', label: t('preferences.after_next') },
          { value: 'list', label: t('preferences.after_list') },
        ]}
      />
    </div>
  );
}
