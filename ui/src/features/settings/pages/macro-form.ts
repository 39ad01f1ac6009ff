import type { MacroAction } from '~/api/records';

/** Fields of a ticket that a macro may set, in the order in which they are offered. */
export const MACRO_FIELDS = ['status', 'priority', 'type', 'agent_id', 'team_id'] as const;
export type MacroField = (typeof MACRO_FIELDS)[number];
export type StepKind = MacroField | 'add_tag' | 'reply' | 'note' | 'kept';
export const STEP_KINDS: readonly StepKind[] = [...MACRO_FIELDS, 'add_tag', 'reply', 'note'];

/** One step as it is edited; what this editor does not know is kept as it is. */
export interface Step {
  kind: StepKind;
  value: string;
  kept?: MacroAction;
}

const isField = (name: unknown): name is MacroField => MACRO_FIELDS.some((one) => one === name);

export function toStep(action: MacroAction): Step {
  for (const kind of ['reply', 'note', 'add_tag'] as const)
    if (typeof action[kind] === 'string') return { kind, value: action[kind] };
  const { field, value } = action;
  if (isField(field) && (typeof value === 'string' || typeof value === 'number' || value === null))
    return { kind: field, value: value === null ? '' : String(value) };
  return { kind: 'kept', value: JSON.stringify(action), kept: action };
}

export function toAction({ kind, value, kept }: Step): MacroAction {
  if (kind === 'kept') return kept ?? {};
  if (kind === 'reply' || kind === 'note' || kind === 'add_tag') return { [kind]: value };
  if (value === '') return { field: kind, value: null };
  const isId = (kind === 'agent_id' || kind === 'team_id') && value !== 'me';
  return { field: kind, value: isId ? Number(value) : value };
}

/** Kinds that may be added: each field is set once. */
export const offered = (steps: readonly Step[]): StepKind[] =>
  STEP_KINDS.filter((kind) => !isField(kind) || !steps.some((step) => step.kind === kind));

export const isFinished = (step: Step): boolean =>
  step.kind === 'kept' || step.kind === 'agent_id' || step.kind === 'team_id' || step.kind === 'type'
    ? true
    : step.value.trim() !== '';

/** What a text may speak of; the server fills it in. */
export const VARIABLES = [
  'customer.name',
  'customer.email',
  'ticket.number',
  'ticket.subject',
  'agent.name',
] as const;
