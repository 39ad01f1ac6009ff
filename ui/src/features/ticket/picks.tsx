import type { ReactNode } from 'react';
import { availabilityOf } from '~/api/attention';
import { useAgents, useTags } from '~/api/people';
import type { Agent, Priority, Status, Ticket, TicketChange, TicketType } from '~/api/records';
import { PRIORITIES, STATUSES, TICKET_TYPES } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import { Avatar, priorityName, STATUS_TONE, statusName, type Tone, typeName } from '~/parts/marks';
import { Picker } from '~/parts/Picker';
import classes from './TicketHeader.module.css';

const NOBODY = 'nobody';

export interface PickProps {
  ticket: Ticket;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onChange: (change: TicketChange) => void;
}

export function pickButton(
  name: string,
  value: ReactNode,
  icon: IconName | null,
  tone: Tone = 'plain',
  face?: ReactNode,
) {
  return (toggle: () => void, opened: boolean) => (
    <button
      type="button"
      className={classes.pick}
      data-tone={tone}
      aria-haspopup="listbox"
      aria-expanded={opened}
      title={name}
      onClick={toggle}
    >
      {face ?? (icon ? <Icon name={icon} size={15} /> : null)}
      <span className="visually-hidden">{name}: </span>
      <span className={classes.pickText}>{value}</span>
      <Icon name="down" size={14} />
    </button>
  );
}

export function StatusPick({ ticket, opened, onOpened, onChange }: PickProps) {
  return (
    <Picker
      label={t('ticket.status')}
      options={STATUSES.filter((status) => status !== 'new' || ticket.status === 'new').map((status) => ({
        value: status,
        label: statusName(status),
      }))}
      selected={[ticket.status]}
      opened={opened}
      onOpenedChange={onOpened}
      onPick={(value) => {
        if (value !== ticket.status) onChange({ status: value as Status });
      }}
      target={pickButton(t('ticket.status'), statusName(ticket.status), null, STATUS_TONE[ticket.status])}
    />
  );
}

export function PriorityPick({ ticket, opened, onOpened, onChange }: PickProps) {
  const tone = ticket.priority === 'urgent' ? 'danger' : ticket.priority === 'high' ? 'warn' : 'plain';
  return (
    <Picker
      label={t('ticket.priority')}
      options={PRIORITIES.map((priority) => ({ value: priority, label: priorityName(priority) }))}
      selected={[ticket.priority]}
      opened={opened}
      onOpenedChange={onOpened}
      onPick={(value) => {
        if (value !== ticket.priority) onChange({ priority: value as Priority });
      }}
      target={pickButton(t('ticket.priority'), priorityName(ticket.priority), 'flag', tone)}
    />
  );
}

export function TypePick({ ticket, opened, onOpened, onChange }: PickProps) {
  return (
    <Picker
      label={t('ticket.type')}
      options={TICKET_TYPES.map((type) => ({ value: type, label: typeName(type) }))}
      selected={ticket.type ? [ticket.type] : []}
      opened={opened}
      onOpenedChange={onOpened}
      onPick={(value) => {
        if (value !== ticket.type) onChange({ type: value as TicketType });
      }}
      target={pickButton(
        t('ticket.type'),
        ticket.type ? typeName(ticket.type) : <span className={classes.faint}>{t('ticket.no_type')}</span>,
        'info',
      )}
    />
  );
}

/** Who is not to be counted on now: what they said by hand. */
function unavailability(agent: Agent): string | undefined {
  const availability = availabilityOf(agent);
  return availability === 'available' ? undefined : t(`availability.${availability}`);
}

export function AgentPick({ ticket, me, opened, onOpened, onChange }: PickProps & { me: Agent | null }) {
  const agents = useAgents();
  const all = agents.data ?? [];
  const mine = me ? all.filter((agent) => agent.id === me.id) : [];
  const others = all.filter((agent) => agent.id !== me?.id);
  const owner = ticket.agent ?? all.find((agent) => agent.id === ticket.agent_id) ?? null;
  const options = [...mine, ...others].map((agent) => ({
    value: String(agent.id),
    label: agent.name,
    hint: agent.id === me?.id ? t('ticket.you') : unavailability(agent),
    mark: <Avatar name={agent.name} size={22} />,
  }));
  return (
    <Picker
      label={t('ticket.agent')}
      options={[
        { value: NOBODY, label: t('ticket.nobody'), mark: <Icon name="user" size={22} /> },
        ...options,
      ]}
      selected={[ticket.agent_id === null ? NOBODY : String(ticket.agent_id)]}
      opened={opened}
      onOpenedChange={onOpened}
      onPick={(value) => {
        const picked = value === NOBODY ? null : Number(value);
        if (picked !== ticket.agent_id) onChange({ agent_id: picked });
      }}
      target={pickButton(
        t('ticket.agent'),
        owner ? owner.name : <span className={classes.faint}>{t('ticket.nobody')}</span>,
        'user',
        'plain',
        owner ? <Avatar name={owner.name} size={18} /> : undefined,
      )}
    />
  );
}

export function TagsPick({ ticket, opened, onOpened, onChange }: PickProps) {
  const tags = useTags();
  const names = [...new Set([...ticket.tags, ...(tags.data ?? []).map((tag) => tag.name)])];
  const toggle = (name: string) =>
    onChange({
      tags: ticket.tags.includes(name) ? ticket.tags.filter((one) => one !== name) : [...ticket.tags, name],
    });
  return (
    <Picker
      label={t('ticket.tags')}
      options={names.map((name) => ({ value: name, label: name }))}
      selected={ticket.tags}
      opened={opened}
      onOpenedChange={onOpened}
      multiple
      onPick={toggle}
      onCreate={toggle}
      target={pickButton(
        t('ticket.tags'),
        ticket.tags.length > 0 ? (
          ticket.tags.join(', ')
        ) : (
          <span className={classes.faint}>{t('ticket.no_tags')}</span>
        ),
        'tag',
      )}
    />
  );
}
