import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useAgents } from '~/api/people';
import { t } from '~/lib/i18n';
import { channels } from './choices';
import classes from './Timeline.module.css';

/** As the address has it. */
export interface TimelineWish {
  kind: string;
  channel: string;
  who: string;
  from: string;
  to: string;
}

export const NO_WISH: TimelineWish = { kind: '', channel: '', who: '', from: '', to: '' };

const KINDS = {
  conversations: 'ticket.*,message.*,note.*',
  purchases: 'order.*,invoice.*,payment.*,contract.*',
  stages:
    'customer.stage_changed,customer.relationship_changed,customer.value_stage_changed,customer.hold_changed',
  answers: 'survey.*,response.*',
  consents: 'customer.consent_given,customer.consent_withdrawn',
  work: 'task.*,customer_note.*,customer.file_added,customer.file_removed',
  record:
    'customer.created,customer.changed,customer.merged,customer.identity_added,customer.identity_removed,customer.identity_verified,customer.identity_doubted,customer.address_failing',
} as const;
type Kind = keyof typeof KINDS;
const isKind = (value: string): value is Kind => Object.hasOwn(KINDS, value);

const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** The day after, because the server takes `to` as the first instant that is out. */
function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** What the server is asked for. */
export const timelineQuery = (wish: TimelineWish) => ({
  kind: isKind(wish.kind) ? KINDS[wish.kind] : '',
  channel: wish.channel,
  actor: /^(agent(:\d+)?|customer|system|api_key)$/.test(wish.who) ? wish.who : '',
  from: isDay(wish.from) ? wish.from : '',
  to: isDay(wish.to) ? dayAfter(wish.to) : '',
});

export const isNarrowed = (wish: TimelineWish): boolean => Object.values(wish).some((value) => value !== '');

interface TimelineFiltersProps {
  wish: TimelineWish;
  onWish: (wish: TimelineWish) => void;
}

export function TimelineFilters({ wish, onWish }: TimelineFiltersProps) {
  const agents = useAgents();
  const set = (change: Partial<TimelineWish>) => onWish({ ...wish, ...change });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's frame has no place here
    <div className={classes.filters} role="group" aria-label={t('timeline.filters')}>
      <NativeSelect
        size="xs"
        aria-label={t('timeline.kind')}
        value={wish.kind}
        data={[
          { value: '', label: t('timeline.kind_all') },
          ...(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: t(`timeline.kind_${value}`) })),
        ]}
        onChange={(event) => set({ kind: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('timeline.channel')}
        value={wish.channel}
        data={[{ value: '', label: t('timeline.channel_all') }, ...channels(wish.channel)]}
        onChange={(event) => set({ channel: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('timeline.who')}
        value={wish.who}
        data={[
          { value: '', label: t('timeline.who_all') },
          { value: 'customer', label: t('actor.customer') },
          { value: 'agent', label: t('timeline.who_team') },
          { value: 'system', label: t('actor.system') },
          ...(agents.data ?? []).map((agent) => ({ value: `agent:${agent.id}`, label: agent.name })),
        ]}
        onChange={(event) => set({ who: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={t('timeline.from')}
        title={t('timeline.from')}
        value={wish.from}
        max={wish.to || undefined}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={t('timeline.to')}
        title={t('timeline.to')}
        value={wish.to}
        min={wish.from || undefined}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
      {isNarrowed(wish) ? (
        <Button size="compact-sm" variant="subtle" onClick={() => onWish(NO_WISH)}>
          {t('action.clear_filters')}
        </Button>
      ) : null}
    </div>
  );
}
