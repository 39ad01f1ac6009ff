import { type CustomField, useCustomFields } from '~/api/customer-page';
import { formatDate, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import classes from './CustomerPage.module.css';
import inline from './Inline.module.css';
import { InlineField } from './InlineField';

interface CustomFieldsProps {
  entity: 'customer' | 'company';
  custom: Record<string, unknown>;
  mayEdit: boolean;
  onChange: (custom: Record<string, unknown>) => void;
}

/** The fields that a business has added; nothing at all while it has none. */
export function CustomFields({ entity, custom, mayEdit, onChange }: CustomFieldsProps) {
  const fields = useCustomFields(entity);
  if (!fields.data || fields.data.length === 0) return null;
  return (
    <section className={classes.card} aria-label={t('custom.title')}>
      <h2>{t('custom.title')}</h2>
      <dl className={inline.facts}>
        {fields.data.map((field) => (
          <CustomLine
            key={field.id}
            field={field}
            value={custom[field.key]}
            mayEdit={mayEdit}
            onSave={(value) => onChange({ [field.key]: value })}
          />
        ))}
      </dl>
    </section>
  );
}

const YES_NO = () => [
  { value: 'true', label: t('event.yes') },
  { value: 'false', label: t('event.no') },
];

const choicesOf = (field: CustomField): { value: string; label: string }[] =>
  (field.choices ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ value: line, label: line }));

/** What stands in the field when it is edited. */
export const customText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
};

/** What the server is given: null takes the value away. */
export function customValue(type: CustomField['type'], text: string): unknown {
  if (text === '') return null;
  if (type === 'number') {
    const number = Number(text.replace(',', '.'));
    return Number.isFinite(number) ? number : text;
  }
  if (type === 'boolean') return text === 'true';
  if (type === 'choices')
    return text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return text;
}

function shown(type: CustomField['type'], value: unknown): string {
  if (type === 'boolean') return value === true ? t('event.yes') : t('event.no');
  if (type === 'number' && typeof value === 'number') return formatNumber(value, 6);
  if (type === 'day' && typeof value === 'string') return formatDate(`${value}T12:00:00`);
  return customText(value);
}

function CustomLine(props: {
  field: CustomField;
  value: unknown;
  mayEdit: boolean;
  onSave: (value: unknown) => void;
}) {
  const { field, value, mayEdit, onSave } = props;
  const text = customText(value);
  const options =
    field.type === 'boolean' ? YES_NO() : field.type === 'choice' ? choicesOf(field) : undefined;
  return (
    <InlineField
      label={field.label}
      value={text}
      shown={text === '' ? null : shown(field.type, value)}
      mayEdit={mayEdit}
      maxLength={field.type === 'text' ? 1000 : 250}
      type={field.type === 'day' ? 'date' : 'text'}
      {...(options ? { options } : {})}
      onSave={(next) => onSave(customValue(field.type, next))}
    />
  );
}
