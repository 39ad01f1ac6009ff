import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './Inline.module.css';

interface InlineFieldProps {
  label: string;
  /** As it is stored; '' for nothing. */
  value: string;
  /** As it is shown; the value itself without. */
  shown?: ReactNode;
  onSave: (value: string) => void;
  /** A list to choose from instead of a field to write in. */
  options?: readonly { value: string; label: string }[];
  type?: 'text' | 'email' | 'tel' | 'number' | 'date';
  maxLength?: number;
  mayEdit: boolean;
  /** It may not be emptied. */
  required?: boolean;
}

/** A fact that becomes a field when it is to be changed: Enter or leaving it saves, Escape leaves it as it was. */
export function InlineField(props: InlineFieldProps) {
  const { label, value, shown, mayEdit } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const back = () => {
    setDraft(null);
    requestAnimationFrame(() => pencil.current?.focus({ preventScroll: true }));
  };
  if (draft !== null)
    return (
      <>
        <dt>{label}</dt>
        <dd className={classes.editing}>
          <Editor {...props} draft={draft} onDraft={setDraft} onBack={back} />
        </dd>
      </>
    );
  return (
    <>
      <dt>{label}</dt>
      <dd className={classes.value}>
        <span className={classes.words} data-empty={value === '' || undefined}>
          {value === '' ? t('customer.empty') : (shown ?? value)}
        </span>
        {mayEdit ? (
          <ActionIcon
            ref={pencil}
            className={classes.pencil}
            size={24}
            variant="subtle"
            aria-label={t('customer.edit_field', { field: label })}
            onClick={() => setDraft(value)}
          >
            <Icon name="note" size={14} />
          </ActionIcon>
        ) : null}
      </dd>
    </>
  );
}

interface EditorProps extends InlineFieldProps {
  draft: string;
  onDraft: (draft: string) => void;
  onBack: () => void;
}

/** The field takes the focus as soon as it exists, with its words chosen. */
const take = (field: HTMLInputElement | HTMLSelectElement | null): void => {
  field?.focus({ preventScroll: true });
  if (field instanceof HTMLInputElement) field.select();
};

function Editor({
  label,
  value,
  options,
  type,
  maxLength,
  required,
  draft,
  onDraft,
  onSave,
  onBack,
}: EditorProps) {
  const settled = useRef(false);
  const [taken] = useState(() => {
    let done = false;
    return (field: HTMLInputElement | HTMLSelectElement | null) => {
      if (done || !field) return;
      done = true;
      take(field);
    };
  });
  const save = (next: string, isLeaving = false) => {
    if (settled.current) return;
    const clean = next.trim();
    if (required && clean === '') {
      if (isLeaving) {
        settled.current = true;
        onBack();
      }
      return;
    }
    settled.current = true;
    if (clean !== value) onSave(clean);
    onBack();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      save(draft);
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      settled.current = true;
      onBack();
    }
  };
  if (options)
    return (
      <NativeSelect
        ref={taken}
        size="xs"
        aria-label={label}
        value={draft}
        data={[...(required ? [] : [{ value: '', label: t('customer.empty') }]), ...options]}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onBlur={() => save(draft, true)}
        onKeyDown={onKeyDown}
      />
    );
  return (
    <TextInput
      ref={taken}
      size="xs"
      aria-label={label}
      type={type ?? 'text'}
      value={draft}
      maxLength={maxLength ?? 250}
      autoComplete="off"
      spellCheck={false}
      error={required && draft.trim() === '' ? t('form.required') : undefined}
      onChange={(event) => onDraft(event.currentTarget.value)}
      onBlur={() => save(draft, true)}
      onKeyDown={onKeyDown}
    />
  );
}
