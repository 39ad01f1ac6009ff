import { ActionIcon, Button, Menu, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTeams } from '~/api/people';
import { PRIORITIES, STATUSES, TICKET_TYPES } from '~/api/records';
import { type AgentRecord, useRecords } from '~/api/settings';
import { t } from '~/lib/i18n';
import type { Choice } from '~/lib/places';
import { Icon } from '~/parts/Icon';
import { priorityName, statusName, typeName } from '~/parts/marks';
import { inputId } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { MoveButtons } from '../kit/MoveButtons';
import { moved } from '../kit/order';
import classes from '../Settings.module.css';
import { offered, type Step, type StepKind, VARIABLES } from './macro-form';

interface StepsProps {
  steps: readonly Step[];
  fault: string | undefined;
  onChange: (steps: Step[]) => void;
}

const FIRST: Partial<Record<StepKind, string>> = { status: 'solved', priority: 'high', type: 'question' };
const stepWord = (kind: StepKind): string => t(`set.step_${kind}`);

/** What a macro does, step by step. */
export function MacroSteps({ steps, fault, onChange }: StepsProps) {
  const replace = (index: number, value: string) =>
    onChange(steps.map((one, place) => (place === index ? { ...one, value } : one)));
  return (
    <div className={classes.wide}>
      <ol className={kit.steps} id={inputId('steps')} tabIndex={-1}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have nothing else that stays theirs
          <li key={index} className={kit.step}>
            <div className={kit.stepBody}>
              <StepField step={step} onChange={(value) => replace(index, value)} />
            </div>
            <MoveButtons
              name={stepWord(step.kind)}
              isFirst={index === 0}
              isLast={index === steps.length - 1}
              onMove={(by) => onChange(moved(steps, index, by))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('set.remove_named', { name: stepWord(step.kind) })}
              onClick={() => onChange(steps.filter((_, place) => place !== index))}
            >
              <Icon name="close" size={16} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      {fault ? (
        <p className={classes.fault} role="alert">
          {fault}
        </p>
      ) : null}
      <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="plus" size={16} />}>
            {t('set.add_step')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered(steps).map((kind) => (
            <Menu.Item key={kind} onClick={() => onChange([...steps, { kind, value: FIRST[kind] ?? '' }])}>
              {stepWord(kind)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

interface FieldProps {
  step: Step;
  onChange: (value: string) => void;
}

function StepField({ step, onChange }: FieldProps) {
  const { kind, value } = step;
  if (kind === 'reply' || kind === 'note') return <TemplateField step={step} onChange={onChange} />;
  if (kind === 'add_tag')
    return (
      <TextInput
        label={stepWord(kind)}
        value={value}
        maxLength={60}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (kind === 'kept') return <p className={classes.hint}>{t('set.kept_step', { action: value })}</p>;
  return <PickField step={step} onChange={onChange} />;
}

function PickField({ step, onChange }: FieldProps) {
  const agents = useRecords<AgentRecord>('agents');
  const teams = useTeams();
  const options = (): Choice[] => {
    if (step.kind === 'status')
      return STATUSES.filter((one) => one !== 'new').map((one) => ({ value: one, label: statusName(one) }));
    if (step.kind === 'priority') return PRIORITIES.map((one) => ({ value: one, label: priorityName(one) }));
    if (step.kind === 'type')
      return [
        { value: '', label: t('set.nothing') },
        ...TICKET_TYPES.map((one) => ({ value: one, label: typeName(one) })),
      ];
    if (step.kind === 'agent_id')
      return [
        { value: '', label: t('set.nobody') },
        { value: 'me', label: t('set.who_uses_it') },
        ...(agents.data ?? [])
          .filter((one) => one.is_active || String(one.id) === step.value)
          .map((one) => ({ value: String(one.id), label: one.name })),
      ];
    return [
      { value: '', label: t('set.no_team') },
      ...(teams.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
    ];
  };
  return (
    <NativeSelect
      label={stepWord(step.kind)}
      value={step.value}
      data={options()}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A text with places for what is known of the customer and the case. */
function TemplateField({ step, onChange }: FieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const box = area.current;
    const [from, to] = box ? [box.selectionStart, box.selectionEnd] : [step.value.length, step.value.length];
    const slot = `{{${name}}}`;
    onChange(step.value.slice(0, from) + slot + step.value.slice(to));
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(from + slot.length, from + slot.length);
    });
  };
  return (
    <>
      <Textarea
        ref={area}
        className={kit.area}
        label={stepWord(step.kind)}
        rows={5}
        value={step.value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <VariableButtons onInsert={insert} />
    </>
  );
}

export function VariableButtons({ onInsert }: { onInsert: (name: string) => void }) {
  return (
    <div className={kit.actions}>
      <span className={classes.hint}>{t('set.insert')}</span>
      {VARIABLES.map((name) => (
        <Button key={name} variant="default" size="compact-sm" onClick={() => onInsert(name)}>
          {t(`set.variable_${name.replace('.', '_') as 'customer_name'}`)}
        </Button>
      ))}
    </div>
  );
}
