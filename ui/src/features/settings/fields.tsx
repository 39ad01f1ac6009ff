import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useId } from 'react';
import { type ChannelForm, type FormField, fieldName } from './channel-form';
import classes from './Settings.module.css';

type Texts = { [K in FormField]: ChannelForm[K] extends boolean ? never : K }[FormField];

/** What every group of fields is given. */
export interface FieldsProps {
  form: ChannelForm;
  set: (change: Partial<ChannelForm>) => void;
  faultOf: (field: FormField) => string | undefined;
}

export const fieldId = (field: string): string => `channel-${field}`;

interface TextProps extends FieldsProps {
  field: Texts;
  hint?: ReactNode;
  placeholder?: string;
  required?: boolean;
  type?: 'text' | 'email' | 'url';
  inputMode?: 'numeric';
  maxLength?: number;
}

export function TextField({ form, set, faultOf, field, hint, required, type, ...more }: TextProps) {
  return (
    <TextInput
      id={fieldId(field)}
      name={fieldId(field)}
      label={fieldName(field)}
      description={hint}
      type={type ?? 'text'}
      required={required}
      autoComplete="off"
      spellCheck={false}
      value={form[field]}
      error={faultOf(field)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      {...more}
    />
  );
}

interface ChoiceProps extends FieldsProps {
  field: Texts;
  options: readonly { value: string; label: string }[];
  hint?: ReactNode;
  onPick?: (value: string) => void;
}

/** A list to choose one of, where there are many or their names are long. */
export function SelectField({ form, set, faultOf, field, options, hint, onPick }: ChoiceProps) {
  return (
    <NativeSelect
      id={fieldId(field)}
      name={fieldId(field)}
      label={fieldName(field)}
      description={hint}
      value={form[field]}
      error={faultOf(field)}
      data={[...options]}
      onChange={(event) =>
        onPick ? onPick(event.currentTarget.value) : set({ [field]: event.currentTarget.value })
      }
    />
  );
}

/** A few short choices side by side. */
export function SwitchField({ form, set, faultOf, field, options, hint, onPick }: ChoiceProps) {
  const id = useId();
  const fault = faultOf(field);
  const isNarrow = useMediaQuery('(max-width: 479px)', false, { getInitialValueInEffect: false });
  return (
    <fieldset className={classes.choice} aria-describedby={hint ? id : undefined}>
      <legend>{fieldName(field)}</legend>
      <SegmentedControl
        id={fieldId(field)}
        aria-label={fieldName(field)}
        orientation={isNarrow ? 'vertical' : 'horizontal'}
        value={form[field]}
        data={[...options]}
        onChange={(value) => (onPick ? onPick(value) : set({ [field]: value }))}
      />
      {hint ? (
        <p id={id} className={classes.hint}>
          {hint}
        </p>
      ) : null}
      {fault ? <p className={classes.fault}>{fault}</p> : null}
    </fieldset>
  );
}

interface CheckProps extends FieldsProps {
  field: 'is_active' | 'is_default' | 'has_page_link';
  hint: string;
}

export function CheckField({ form, set, field, hint, faultOf }: CheckProps) {
  const id = useId();
  const fault = faultOf(field);
  return (
    <div>
      <label className={classes.check}>
        <input
          id={fieldId(field)}
          type="checkbox"
          checked={form[field]}
          aria-describedby={id}
          onChange={(event) => set({ [field]: event.currentTarget.checked })}
        />
        {fieldName(field)}
      </label>
      <p id={id} className={classes.hint}>
        {hint}
      </p>
      {fault ? <p className={classes.fault}>{fault}</p> : null}
    </div>
  );
}

/** A group of fields under a heading that says what they are for. */
export function Group({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.group} aria-labelledby={id}>
      <div className={classes.groupHead}>
        <h3 id={id}>{title}</h3>
        {lead ? <p className={classes.faint}>{lead}</p> : null}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}
