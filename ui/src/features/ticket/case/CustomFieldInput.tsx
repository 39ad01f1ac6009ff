import type { CustomField } from '~/api/cases';
import type { CustomValue } from '~/api/records';
import { t } from '~/lib/i18n';
import { LineField } from './CaseDetails';
import classes from './case.module.css';

interface CustomFieldInputProps {
  field: CustomField;
  value: CustomValue;
  onSave: (value: CustomValue) => void;
}

const listOf = (choices: string | null): string[] =>
  (choices ?? '')
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);

/** A field that the business added, by its type. */
export function CustomFieldInput({ field, value, onSave }: CustomFieldInputProps) {
  const label = field.is_required_to_solve ? t('case.field_wanted', { label: field.label }) : field.label;
  if (field.type === 'boolean')
    return (
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => onSave(event.currentTarget.checked)}
        />
        {label}
      </label>
    );
  if (field.type === 'choice')
    return (
      <label className={classes.field}>
        {label}
        <select
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onSave(event.currentTarget.value || null)}
        >
          <option value="">{t('case.no_choice')}</option>
          {listOf(field.choices).map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
    );
  if (field.type === 'choices') {
    const chosen = Array.isArray(value) ? value : [];
    return (
      <fieldset className={classes.choices}>
        <legend>{label}</legend>
        {listOf(field.choices).map((choice) => (
          <label key={choice} className={classes.check}>
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={(event) => {
                const next = event.currentTarget.checked
                  ? [...chosen, choice]
                  : chosen.filter((one) => one !== choice);
                onSave(next.length > 0 ? next : null);
              }}
            />
            {choice}
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <LineField
      label={label}
      type={field.type === 'day' ? 'date' : undefined}
      value={value === null ? '' : String(value)}
      onSave={(text) => {
        if (text === '') onSave(null);
        else if (field.type !== 'number') onSave(text);
        else if (!Number.isNaN(Number(text.replace(',', '.')))) onSave(Number(text.replace(',', '.')));
      }}
    />
  );
}
