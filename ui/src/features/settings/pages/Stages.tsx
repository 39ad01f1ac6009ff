import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { asProblem } from '~/api/problem';
import {
  changeRecord,
  createRecord,
  dropRecord,
  keepRecord,
  removeRecord,
  type StageRuleRecord,
  useRecords,
} from '~/api/settings';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Group } from '../fields';
import { CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { MoveButtons } from '../kit/MoveButtons';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { removeSoon } from '../kit/remove-soon';
import { useOrder } from '../kit/use-order';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { type PageProps, recordOf } from './page';

type Ladder = StageRuleRecord['ladder'];
const LADDERS: readonly Ladder[] = ['stage', 'relationship', 'value_stage'];
const STAGES: Record<Ladder, readonly string[]> = {
  stage: ['discovery', 'consideration', 'conversion', 'experience', 'retention', 'advocacy'],
  relationship: ['prospect', 'customer', 'at_risk', 'lost', 'won_back'],
  value_stage: ['introduction', 'growth', 'maturity', 'decline'],
};
const CONDITIONS = [
  'never_bought',
  'bought',
  'has_bought',
  'active',
  'inactive',
  'came_back',
  'declining',
  'promoter_or_referral',
  'bought_again',
  'order_open',
  'contacted',
  'known',
  'margin_above_line',
  'margin_positive',
] as const;
/** Conditions that look at a number of days. */
const WITH_DAYS: readonly string[] = [
  'came_back',
  'declining',
  'promoter_or_referral',
  'bought_again',
  'order_open',
  'contacted',
  'margin_above_line',
  'margin_positive',
];

const stageWord = (ladder: Ladder, stage: string): string =>
  textOr(ladder === 'stage' ? `stage.${stage}` : `set.stage_${stage}`, stage);
const conditionWord = (rule: Pick<StageRuleRecord, 'condition' | 'days'>): string =>
  textOr(`set.condition_${rule.condition}`, rule.condition, { days: rule.days ?? 0 });

/** The ladders: which condition puts a customer on which stage; the first that holds decides. */
export default function Stages({ id }: PageProps) {
  const rules = useRecords<StageRuleRecord>('stages');
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [ladder, setLadder] = useState<Ladder>('stage');
  const move = useOrder<StageRuleRecord>('stages');
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={rules} id={record}>
        {(rule) => <RuleEditor key={rule?.id ?? 'new'} rule={rule} />}
      </RecordLoader>
    );
  const toggle = async (rule: StageRuleRecord) => {
    try {
      keepRecord(
        client,
        'stages',
        await changeRecord<StageRuleRecord>('stages', rule.id, rule.version, { is_active: !rule.is_active }),
      );
    } catch (error) {
      showToast(t('set.not_done'), { tone: 'danger', detail: asProblem(error).message });
    }
  };
  return (
    <ListFrame
      title={t('set.stages')}
      lead={t('set.stages_lead')}
      icon="steps"
      query={rules}
      textOf={(rule) => `${stageWord(rule.ladder, rule.stage)} ${conditionWord(rule)}`}
      sorted={(a, b) => a.position - b.position || a.id - b.id}
      keep={(rule) => rule.ladder === ladder}
      goingName={(rule) => `stage_rule:${rule.id}`}
      add={{ label: t('set.add_rule'), run: () => navigate('/settings/stages/new') }}
      empty={{ title: t('set.no_rules'), why: t('set.no_rules_why') }}
      tools={
        <SegmentedControl
          aria-label={t('set.ladder')}
          value={ladder}
          onChange={(value) => setLadder(value as Ladder)}
          data={LADDERS.map((one) => ({ value: one, label: t(`set.ladder_${one}`) }))}
        />
      }
    >
      {(rule, { index, shown }) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/stages/${rule.id}`} className={kit.link}>
              {stageWord(rule.ladder, rule.stage)}
            </Link>
            <span className={kit.sub}>{conditionWord(rule)}</span>
          </div>
          <span className={kit.above}>
            <label className={classes.check}>
              <input
                type="checkbox"
                checked={rule.is_active}
                aria-label={t('set.rule_on', { name: stageWord(rule.ladder, rule.stage) })}
                onChange={() => void toggle(rule)}
              />
              <span aria-hidden="true">{t('set.field_is_active')}</span>
            </label>
          </span>
          <MoveButtons
            name={stageWord(rule.ladder, rule.stage)}
            isFirst={index === 0}
            isLast={index === shown.length - 1}
            onMove={(by) => move(shown, index, by)}
          />
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  ladder: string;
  stage: string;
  condition: string;
  days: string;
  is_active: boolean;
}

function check(form: Form): Faults<Form> {
  const days = Number(form.days);
  if (!WITH_DAYS.includes(form.condition) || (/^\d+$/.test(form.days.trim()) && days >= 1 && days <= 36500))
    return {};
  return { days: t('set.number_between', { low: 1, high: 36500 }) };
}

const toForm = (record: StageRuleRecord | null): Form => ({
  ladder: record?.ladder ?? 'stage',
  stage: record?.stage ?? 'discovery',
  condition: record?.condition ?? 'known',
  days: String(record?.days ?? ''),
  is_active: record?.is_active ?? true,
});

function RuleEditor({ rule }: { rule: StageRuleRecord | null }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<StageRuleRecord, Form>({
    record: rule,
    collection: 'stages',
    check,
    toForm,
    write: ({ days, condition, ...own }, form, version) => {
      const isCounted = WITH_DAYS.includes(form.condition);
      const body = {
        ...own,
        ...(condition === undefined ? {} : { condition }),
        ...(days === undefined && condition === undefined
          ? {}
          : { days: isCounted ? Number(form.days) : null }),
      };
      return rule
        ? changeRecord<StageRuleRecord>('stages', rule.id, version, body)
        : createRecord<StageRuleRecord>('stages', body);
    },
  });
  const { form } = state;
  const ladder = form.ladder as Ladder;
  const name = stageWord(ladder, form.stage);
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!rule) navigate(`/settings/stages/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!rule) return;
    navigate('/settings/stages');
    removeSoon(`stage_rule:${rule.id}`, t('set.did_remove', { name }), async () => {
      await removeRecord('stages', rule.id, rule.version);
      dropRecord(client, 'stages', rule.id);
    });
  };
  const climbing = {
    ...state,
    set: (change: Partial<Form>) =>
      state.set(change.ladder ? { ...change, stage: STAGES[change.ladder as Ladder][0] ?? '' } : change),
  };
  return (
    <RecordFrame
      state={state}
      title={rule ? name : t('set.add_rule')}
      back={{ to: '/settings/stages', label: t('set.stages') }}
      entity="stage_rule"
      id={rule?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_rule')} lead={t('set.rule_lead')}>
        <ChoiceBox
          state={climbing}
          field="ladder"
          label={t('set.ladder')}
          disabled={rule !== null}
          options={LADDERS.map((one) => ({ value: one, label: t(`set.ladder_${one}`) }))}
        />
        <ChoiceBox
          state={state}
          field="stage"
          label={t('set.field_stage')}
          options={STAGES[ladder].map((one) => ({ value: one, label: stageWord(ladder, one) }))}
        />
        <ChoiceBox
          state={state}
          field="condition"
          label={t('set.field_condition')}
          options={CONDITIONS.map((one) => ({
            value: one,
            label: textOr(`set.condition_${one}`, one, { days: form.days || '…' }),
          }))}
        />
        {WITH_DAYS.includes(form.condition) ? (
          <TextBox state={state} field="days" inputMode="numeric" label={t('set.field_days')} required />
        ) : null}
        <CheckBox state={state} field="is_active" label={t('set.field_is_active')} />
      </Group>
      {rule ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
            <p className={classes.hint}>{t('set.rule_remove_hint')}</p>
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
