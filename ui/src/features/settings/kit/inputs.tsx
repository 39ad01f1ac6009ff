import { NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { Choice, ChoiceGroup } from '~/lib/places';
import classes from '../Settings.module.css';
import kit from './Kit.module.css';
import type { RecordForm } from './use-record-form';

export const inputId = (field: string): string => `set-${field}`;

type Keys<F, V> = { [K in keyof F]-?: F[K] extends V ? K : never }[keyof F] & string;

interface Common<F extends object, V> {
  state: RecordForm<F>;
  field: Keys<F, V>;
  label: string;
  hint?: ReactNode;
}

const read = <F extends object>(state: RecordForm<F>, field: keyof F & string): string =>
  String(state.form[field] ?? '');
const change = <F extends object>(field: string, value: unknown): Partial<F> =>
  ({ [field]: value }) as Partial<F>;

interface TextProps<F extends object> extends Common<F, string> {
  required?: boolean;
  type?: 'text' | 'email' | 'url' | 'date';
  inputMode?: 'numeric';
  maxLength?: number;
  placeholder?: string;
  secret?: boolean;
  disabled?: boolean;
}

export function TextBox<F extends object>(props: TextProps<F>) {
  const { state, field, label, hint, secret, type, ...more } = props;
  const shared = {
    id: inputId(field),
    name: inputId(field),
    label,
    description: hint,
    autoComplete: secret ? 'new-password' : 'off',
    value: read(state, field),
    error: state.faultOf(field),
    ...more,
  };
  if (secret)
    return (
      <PasswordInput {...shared} onChange={(event) => state.set(change(field, event.currentTarget.value))} />
    );
  return (
    <TextInput
      {...shared}
      type={type ?? 'text'}
      spellCheck={false}
      onChange={(event) => state.set(change(field, event.currentTarget.value))}
    />
  );
}

interface AreaProps<F extends object> extends Common<F, string> {
  rows?: number;
  maxLength?: number;
  required?: boolean;
}

export function AreaBox<F extends object>({ state, field, label, hint, rows = 5, ...more }: AreaProps<F>) {
  return (
    <Textarea
      id={inputId(field)}
      name={inputId(field)}
      label={label}
      description={hint}
      rows={rows}
      value={read(state, field)}
      error={state.faultOf(field)}
      onChange={(event) => state.set(change(field, event.currentTarget.value))}
      className={`${classes.wide} ${kit.area}`}
      {...more}
    />
  );
}

interface ChoiceProps<F extends object> extends Common<F, string> {
  options: readonly (Choice | ChoiceGroup)[];
  disabled?: boolean;
}

export function ChoiceBox<F extends object>({
  state,
  field,
  label,
  hint,
  options,
  disabled,
}: ChoiceProps<F>) {
  return (
    <NativeSelect
      id={inputId(field)}
      name={inputId(field)}
      label={label}
      description={hint}
      disabled={disabled}
      value={read(state, field)}
      error={state.faultOf(field)}
      data={[...options]}
      onChange={(event) => state.set(change(field, event.currentTarget.value))}
    />
  );
}

export function CheckBox<F extends object>({ state, field, label, hint }: Common<F, boolean>) {
  const id = useId();
  const fault = state.faultOf(field);
  return (
    <div>
      <label className={classes.check}>
        <input
          id={inputId(field)}
          type="checkbox"
          checked={state.form[field] === true}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => state.set(change(field, event.currentTarget.checked))}
        />
        {label}
      </label>
      {hint ? (
        <p id={id} className={classes.hint}>
          {hint}
        </p>
      ) : null}
      {fault ? <p className={classes.fault}>{fault}</p> : null}
    </div>
  );
}
