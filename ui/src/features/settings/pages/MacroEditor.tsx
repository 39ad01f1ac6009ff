import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { changeRecord, createRecord, dropRecord, type MacroRecord, removeRecord } from '~/api/settings';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Group } from '../fields';
import { CheckBox, TextBox } from '../kit/inputs';
import { RecordFrame } from '../kit/RecordFrame';
import { removeSoon } from '../kit/remove-soon';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { MacroPreview } from './MacroPreview';
import { MacroSteps } from './MacroSteps';
import { isFinished, type Step, toAction, toStep } from './macro-form';

interface Form {
  name: string;
  is_shared: boolean;
  steps: Step[];
}

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  if (form.steps.length === 0) faults.steps = t('set.steps_needed');
  else if (!form.steps.every(isFinished)) faults.steps = t('set.step_unfinished');
  return faults;
}

export function MacroEditor({ macro }: { macro: MacroRecord | null }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<MacroRecord, Form>({
    record: macro,
    collection: 'macros',
    check,
    toForm: (record) => ({
      name: record?.name ?? '',
      is_shared: record?.is_shared ?? true,
      steps: (record?.actions ?? []).map(toStep),
    }),
    write: ({ steps, ...own }, _form, version) => {
      const body = { ...own, ...(steps ? { actions: steps.map(toAction) } : {}) };
      return macro
        ? changeRecord<MacroRecord>('macros', macro.id, version, body)
        : createRecord<MacroRecord>('macros', body);
    },
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!macro) navigate(`/settings/macros/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!macro) return;
    navigate('/settings/macros');
    removeSoon(`macro:${macro.id}`, t('set.did_remove', { name: macro.name }), async () => {
      await removeRecord('macros', macro.id, macro.version);
      dropRecord(client, 'macros', macro.id);
    });
  };
  return (
    <RecordFrame
      state={state}
      title={macro ? macro.name : t('set.new_macro')}
      back={{ to: '/settings/macros', label: t('set.macros') }}
      entity="macro"
      id={macro?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_macro')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={120}
          label={t('set.field_name')}
          hint={t('set.macro_name_hint')}
        />
        <CheckBox
          state={state}
          field="is_shared"
          label={t('set.field_is_shared')}
          hint={t('set.shared_hint')}
        />
      </Group>
      <Group title={t('set.field_actions')} lead={t('set.steps_lead')}>
        <MacroSteps
          steps={state.form.steps}
          fault={state.faultOf('steps')}
          onChange={(steps) => state.set({ steps })}
        />
      </Group>
      {macro ? (
        <Group title={t('set.preview')} lead={state.dirty ? t('set.preview_dirty') : t('set.preview_lead')}>
          <MacroPreview macroId={macro.id} version={macro.version} />
        </Group>
      ) : null}
      {macro ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
            <p className={classes.hint}>{t('set.macro_remove_hint')}</p>
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
