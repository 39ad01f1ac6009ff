import { useQueryClient } from '@tanstack/react-query';
import { settingsKeys } from '~/api/settings-keys';
import { changeWorkspace, useWorkspaceSettings, type WorkspaceSettings } from '~/api/settings-more';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { currencyChoices, zoneChoices } from '~/lib/places';
import { showToast } from '~/lib/toasts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { Group } from '../fields';
import { ChoiceBox, TextBox } from '../kit/inputs';
import { RecordFrame } from '../kit/RecordFrame';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import { fieldWord } from '../kit/words';

interface Form {
  name: string;
  language: string;
  time_zone: string;
  base_currency: string;
  undo_send_seconds: string;
  trash_days: string;
  inactivity_days: string;
  gross_margin_percent: string;
  expected_years: string;
}

type Row = WorkspaceSettings & { id: number; updated_at: null };

const NUMBERS = {
  undo_send_seconds: [0, 60, true],
  trash_days: [1, 3650, true],
  inactivity_days: [1, 3650, true],
  gross_margin_percent: [0, 100, false],
  expected_years: [1, 100, false],
} as const satisfies Record<string, readonly [number, number, boolean]>;
type NumberField = keyof typeof NUMBERS;
const FIELDS = Object.keys(NUMBERS) as NumberField[];

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  for (const field of FIELDS) {
    const [low, high, isNeeded] = NUMBERS[field];
    const text = form[field].trim();
    const value = Number(text);
    const isGood = /^\d+$/.test(text) && value >= low && value <= high;
    if (!isGood && (isNeeded || text !== '')) faults[field] = t('set.number_between', { low, high });
  }
  return faults;
}

const toForm = (row: Row | null): Form => ({
  name: row?.name ?? '',
  language: row?.language ?? 'es',
  time_zone: row?.time_zone ?? '',
  base_currency: row?.base_currency ?? '',
  undo_send_seconds: String(row?.undo_send_seconds ?? ''),
  trash_days: String(row?.trash_days ?? ''),
  inactivity_days: String(row?.inactivity_days ?? ''),
  gross_margin_percent: String(row?.gross_margin_percent ?? ''),
  expected_years: String(row?.expected_years ?? ''),
});

const isNumber = (field: string): field is NumberField => field in NUMBERS;
const bodyOf = (changed: Partial<Form>): Partial<WorkspaceSettings> =>
  Object.fromEntries(
    Object.entries(changed).map(([field, value]) => [
      field,
      isNumber(field) ? (value.trim() === '' ? null : Number(value)) : value.trim(),
    ]),
  );

/** What holds for everybody here. */
export default function Workspace() {
  const settings = useWorkspaceSettings();
  if (settings.isError && !settings.data)
    return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <RowsSkeleton rows={8} />;
  return <WorkspaceEditor settings={settings.data} />;
}

const rowOf = (settings: WorkspaceSettings): Row => ({ ...settings, id: 1, updated_at: null });

function WorkspaceEditor({ settings }: { settings: WorkspaceSettings }) {
  const client = useQueryClient();
  const state = useRecordForm<Row, Form>({
    record: rowOf(settings),
    collection: null,
    check,
    toForm,
    write: async (changed, _form, version) => {
      const saved = await changeWorkspace(version, bodyOf(changed));
      client.setQueryData(settingsKeys.workspace, saved);
      void client.invalidateQueries({ queryKey: settingsKeys.audit });
      return rowOf(saved);
    },
  });
  const submit = async () => {
    if (await state.save()) showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
  };
  const number = (field: NumberField, hint: string) => (
    <TextBox state={state} field={field} inputMode="numeric" label={fieldWord(field)} hint={hint} />
  );
  return (
    <RecordFrame
      state={state}
      title={t('set.workspace')}
      entity="setting"
      id={1}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_business')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={100}
          label={t('set.field_name')}
          hint={t('set.workspace_name_hint')}
        />
        <ChoiceBox
          state={state}
          field="language"
          label={t('set.field_language')}
          hint={t('set.workspace_language_hint')}
          options={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        />
        <ChoiceBox
          state={state}
          field="time_zone"
          label={t('set.field_time_zone')}
          hint={t('set.workspace_zone_hint')}
          options={zoneChoices(state.form.time_zone)}
        />
        <ChoiceBox
          state={state}
          field="base_currency"
          label={t('set.field_base_currency')}
          hint={t('set.currency_hint')}
          options={currencyChoices()}
        />
      </Group>
      <Group title={t('set.group_safety')}>
        {number('undo_send_seconds', t('set.undo_hint'))}
        {number('trash_days', t('set.trash_hint'))}
      </Group>
      <Group title={t('set.group_numbers')} lead={t('set.numbers_lead')}>
        {number('inactivity_days', t('set.inactivity_hint'))}
        {number('gross_margin_percent', t('set.margin_hint'))}
        {number('expected_years', t('set.years_hint'))}
      </Group>
    </RecordFrame>
  );
}
