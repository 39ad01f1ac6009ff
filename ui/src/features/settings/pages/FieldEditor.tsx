import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import {
  changeRecord,
  createRecord,
  dropRecord,
  type FieldKind,
  type FieldRecord,
  removeRecord,
} from '~/api/settings';
import { useFieldUsage } from '~/api/settings-more';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { fold } from '~/lib/text';
import { showToast } from '~/lib/toasts';
import { Group } from '../fields';
import { Confirm } from '../kit/Confirm';
import { orNull } from '../kit/forms';
import { AreaBox, CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { RecordFrame } from '../kit/RecordFrame';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { entityName } from './Fields';
import { TypeChange } from './TypeChange';

interface Form {
  entity: string;
  key: string;
  label: string;
  type: string;
  choices: string;
  is_required: boolean;
  is_required_to_solve: boolean;
}

const ENTITIES = ['ticket', 'customer', 'company', 'order'] as const;
const KINDS: readonly FieldKind[] = ['text', 'number', 'boolean', 'day', 'choice', 'choices'];
const hasChoices = (type: string): boolean => type === 'choice' || type === 'choices';

/** "Número de pedido" is numero_de_pedido. */
export const keyOf = (label: string): string =>
  fold(label)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 60);

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (form.label.trim() === '') faults.label = t('set.name_needed');
  else if (!/^[a-z_][a-z0-9_]*$/.test(form.key)) faults.key = t('set.key_wrong');
  if (hasChoices(form.type) && form.choices.trim() === '') faults.choices = t('set.choices_needed');
  return faults;
}

const toForm = (record: FieldRecord | null): Form => ({
  entity: record?.entity ?? 'ticket',
  key: record?.key ?? '',
  label: record?.label ?? '',
  type: record?.type ?? 'text',
  choices: record?.choices ?? '',
  is_required: record?.is_required ?? false,
  is_required_to_solve: record?.is_required_to_solve ?? false,
});

function useFieldForm(field: FieldRecord | null) {
  return useRecordForm<FieldRecord, Form>({
    record: field,
    collection: 'fields',
    check,
    toForm,
    write: ({ choices, ...own }, form, version) => {
      const body = {
        ...own,
        ...(choices !== undefined && hasChoices(form.type) ? { choices: orNull(choices) } : {}),
      };
      return field
        ? changeRecord<FieldRecord>('fields', field.id, version, body)
        : createRecord<FieldRecord>('fields', {
            ...body,
            is_required_to_solve: form.entity === 'ticket' && form.is_required_to_solve,
          });
    },
  });
}

export function FieldEditor({ field }: { field: FieldRecord | null }) {
  const [, navigate] = useLocation();
  const state = useFieldForm(field);
  const { form } = state;
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!field) navigate(`/settings/fields/${saved.id}`, { replace: true });
  };
  // The key follows the label until somebody writes one.
  const follows = !field && (form.key === '' || form.key === keyOf(state.form.label));
  const labelled = {
    ...state,
    set: (change: Partial<Form>) =>
      state.set(follows && change.label !== undefined ? { ...change, key: keyOf(change.label) } : change),
  };
  return (
    <RecordFrame
      state={state}
      title={field ? field.label : t('set.new_field')}
      back={{ to: '/settings/fields', label: t('set.fields') }}
      entity="field"
      id={field?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_field')}>
        <TextBox state={labelled} field="label" required maxLength={120} label={t('set.field_label')} />
        <TextBox
          state={state}
          field="key"
          required
          maxLength={60}
          label={t('set.field_key')}
          hint={t('set.key_hint')}
          disabled={field !== null}
        />
        <ChoiceBox
          state={state}
          field="entity"
          label={t('set.field_entity')}
          disabled={field !== null}
          options={ENTITIES.map((one) => ({ value: one, label: entityName(one) }))}
        />
        <ChoiceBox
          state={state}
          field="type"
          label={t('set.field_type')}
          hint={field ? t('set.type_fixed_hint') : undefined}
          disabled={field !== null}
          options={KINDS.map((one) => ({ value: one, label: t(`set.type_${one}`) }))}
        />
        {hasChoices(form.type) ? (
          <AreaBox
            state={state}
            field="choices"
            label={t('set.field_choices')}
            hint={t('set.choices_hint')}
          />
        ) : null}
        <CheckBox
          state={state}
          field="is_required"
          label={t('set.field_is_required')}
          hint={t('set.required_hint')}
        />
        {form.entity === 'ticket' ? (
          <CheckBox
            state={state}
            field="is_required_to_solve"
            label={t('set.required_to_solve')}
            hint={t('set.required_to_solve_hint')}
          />
        ) : null}
      </Group>
      {field ? <FieldCare field={field} dirty={state.dirty} /> : null}
    </RecordFrame>
  );
}

/** Where it is used, another type, and its end. */
function FieldCare({ field, dirty }: { field: FieldRecord; dirty: boolean }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const usage = useFieldUsage(field.id);
  const [open, setOpen] = useState<'type' | 'remove' | null>(null);
  const records = usage.data?.records ?? 0;
  const isWords = field.type === 'text' || hasChoices(field.type);
  const close = () => setOpen(null);
  return (
    <Group title={t('set.group_usage')} lead={t('set.field_records', { count: records })}>
      {usage.data && usage.data.values.length > 0 ? (
        <ul className={classes.wide}>
          {usage.data.values.slice(0, 8).map((one) => (
            <li key={one.value} className={classes.breaks}>
              {one.value} <span className={classes.faint}>{formatNumber(one.records)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className={kit.actions}>
        {isWords ? (
          <Button variant="default" disabled={dirty} onClick={() => setOpen('type')}>
            {t('set.change_type')}
          </Button>
        ) : null}
        <Button variant="default" color="danger" disabled={!usage.data} onClick={() => setOpen('remove')}>
          {t('set.remove')}
        </Button>
      </div>
      {open === 'type' ? <TypeChange field={field} onClose={close} /> : null}
      {open === 'remove' ? (
        <Confirm
          title={t('set.remove_title', { name: field.label })}
          action={t('set.remove')}
          onClose={close}
          run={async () => {
            await removeRecord('fields', field.id, field.version);
            navigate('/settings/fields', { replace: true });
            dropRecord(client, 'fields', field.id);
            showToast(t('set.did_remove', { name: field.label }), { tone: 'ok' });
          }}
        >
          <p>{t('set.field_remove_why', { count: records })}</p>
        </Confirm>
      ) : null}
    </Group>
  );
}
