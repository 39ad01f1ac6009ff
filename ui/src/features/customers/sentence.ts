import type { LogEvent } from '~/api/records';
import { formatMoney, formatNumber, type Money } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { orderStatusName, relationshipName, valueStageName } from '~/parts/Facts';
import type { IconName } from '~/parts/Icon';
import { channelName, priorityName, stageName, type Tone, typeName } from '~/parts/marks';

/** One event of the log, as a person would tell it. */
export interface Sentence {
  text: string;
  icon: IconName;
  tone: Tone;
  /** A case it belongs to, shown as a link under the sentence. */
  ticket: { id: number; subject: string } | null;
  /** Words that somebody wrote: a comment. */
  quote: string | null;
}

type Values = Record<string, unknown>;

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const ICONS: Record<string, IconName> = {
  customer: 'user',
  identity: 'user',
  company: 'building',
  ticket: 'inbox',
  message: 'mail',
  note: 'lock',
  order: 'bag',
  payment: 'bag',
  invoice: 'file',
  contract: 'form',
  response: 'star',
  survey: 'star',
  task: 'check',
  customer_note: 'note',
};

/** What the ids of a change stand for. */
export interface Names {
  agent_id?: ReadonlyMap<number, string>;
  team_id?: ReadonlyMap<number, string>;
}

const NO_NAMES: Names = {};

/** The value of a changed field in words; codes of the API become the reader's own. */
export function valueWords(field: string, value: unknown, names: Names = NO_NAMES): string {
  if (value === null || value === undefined || value === '') return t('event.nothing');
  const text = asText(value);
  switch (field) {
    case 'status':
      return textOr(`status.${text}`, orderStatusName(text));
    case 'priority':
      return priorityName(text);
    case 'type':
      return typeName(text);
    case 'channel':
    case 'preferred_channel':
      return channelName(text);
    case 'stage':
      return stageName(text);
    case 'relationship':
      return relationshipName(text);
    case 'value_stage':
      return valueStageName(text);
    case 'agent_id':
    case 'team_id':
      return names[field]?.get(Number(value)) ?? `#${text}`;
    case 'language':
      return textOr(`language.${text}`, text);
    default:
      if (isMoney(value)) return formatMoney(value);
      if (Array.isArray(value)) return value.map(asText).join(', ') || t('event.nothing');
      if (typeof value === 'boolean') return value ? t('event.yes') : t('event.no');
      return text;
  }
}

/** Fields without a name in the catalogue are the machine's own: clocks and counters. */
const fieldName = (field: string): string => textOr(`field.${field}`, '');

/** "Estado: Abierto → Resuelto · Prioridad: Alta → Normal" */
export function changeList(changes: LogEvent['changes'], names: Names = NO_NAMES): string {
  return Object.entries(changes ?? {})
    .filter(([field, pair]) => Array.isArray(pair) && fieldName(field) !== '')
    .map(([field, [before, after]]) =>
      before === null || before === undefined
        ? `${fieldName(field)}: ${valueWords(field, after, names)}`
        : `${fieldName(field)}: ${valueWords(field, before, names)} → ${valueWords(field, after, names)}`,
    )
    .join(' · ');
}

const after = (event: LogEvent, field: string): unknown => event.changes?.[field]?.[1];
const before = (event: LogEvent, field: string): unknown => event.changes?.[field]?.[0];

function scoreTone(kind: string, score: number, scale: number): Tone {
  if (kind === 'nps') return score >= 9 ? 'ok' : score >= 7 ? 'plain' : 'danger';
  const share = scale > 1 ? (score - 1) / (scale - 1) : 0;
  return share >= 0.7 ? 'ok' : share >= 0.4 ? 'plain' : 'danger';
}

/** The upper end of a scale: 10 of "0-10". */
const topOf = (scale: unknown): number => Number(/(\d+)\s*$/.exec(asText(scale))?.[1] ?? 10);

function answerSentence(summary: Values, kind: string): { text: string; tone: Tone } {
  const score = Number(summary.score);
  const scale = topOf(summary.scale);
  if (Number.isNaN(score)) return { text: t('event.answered'), tone: 'plain' };
  return {
    text: t('event.answered_score', {
      survey: textOr(`survey.${kind}`, kind.toUpperCase()),
      score: formatNumber(score, 1),
      scale: formatNumber(scale),
    }),
    tone: scoreTone(kind, score, scale),
  };
}

function moneyOf(summary: Values): string {
  for (const name of ['total', 'amount']) {
    const value = summary[name];
    if (isMoney(value)) return formatMoney(value);
  }
  return '';
}

/** What the sentence can name: who did it, and what its subject is called. */
function valuesOf(event: LogEvent): Record<string, string> {
  const summary = event.summary ?? {};
  return {
    who:
      event.actor?.name ||
      (event.actor ? textOr(`actor.${event.actor.kind}`, event.actor.kind) : t('actor.system')),
    name:
      asText(summary.external_id ?? summary.number ?? summary.name ?? summary.title) ||
      `#${event.entity_id ?? ''}`,
    amount: moneyOf(summary),
    from: '',
    to: '',
  };
}

/** The moves between stages and the changes of fields have shapes of their own; the rest is the catalogue's. */
export function sentenceOf(event: LogEvent, names: Names = NO_NAMES): Sentence {
  const summary = event.summary ?? {};
  const entity = event.kind.split('.')[0] ?? '';
  const subject = asText(summary.subject);
  const sentence: Sentence = {
    text: '',
    icon: ICONS[entity] ?? 'info',
    tone: 'plain',
    ticket:
      event.ticket_id === null || event.ticket_id === undefined ? null : { id: event.ticket_id, subject },
    quote: asText(summary.comment) || null,
  };
  const values = valuesOf(event);

  for (const field of ['stage', 'value_stage', 'relationship'] as const) {
    if (event.kind !== `customer.${field}_changed`) continue;
    const to = after(event, field) ?? summary.to ?? summary[field];
    const from = before(event, field) ?? summary.from;
    sentence.icon = 'steps';
    sentence.tone = to === 'lost' || to === 'at_risk' || to === 'decline' ? 'danger' : 'brand';
    sentence.text = from
      ? t(`event.moved_${field}`, { from: valueWords(field, from), to: valueWords(field, to) })
      : t(`event.entered_${field}`, { to: valueWords(field, to) });
    return sentence;
  }
  if (event.kind === 'survey.answered' || entity === 'response') {
    Object.assign(sentence, answerSentence(summary, asText(summary.kind) || 'custom'));
    return sentence;
  }
  if (entity === 'ticket' && after(event, 'status') === 'solved') {
    sentence.tone = 'ok';
    sentence.icon = 'check';
    sentence.text = t('event.ticket.solved', values);
    return sentence;
  }
  if (event.kind === 'message.delivery_changed') {
    const state = asText(after(event, 'delivery.state'));
    sentence.text = textOr(`event.delivery_${state}`, t('event.message.delivery_changed'));
    if (state === 'failed') {
      sentence.tone = 'danger';
      sentence.quote = asText(after(event, 'delivery.detail')) || null;
    }
    return sentence;
  }
  if (event.kind === 'customer.address_failing') {
    sentence.tone = 'danger';
    sentence.icon = 'mail';
    sentence.text = t('event.customer.address_failing', { address: asText(after(event, 'address')) });
    sentence.quote = asText(after(event, 'words')) || null;
    return sentence;
  }
  const known = textOr(`event.${event.kind}`, '', values);
  const changed = changeList(event.changes, names);
  const isChange = /changed$|\.assigned$/.test(event.kind);
  if (isChange && changed) sentence.text = t('event.changed', { who: values.who ?? '', what: changed });
  else if (known) sentence.text = known;
  else sentence.text = t('event.other', { who: values.who ?? '', kind: event.kind.replaceAll(/[._]/g, ' ') });
  return sentence;
}
