import { ActionIcon, Button } from '@mantine/core';
import { memo, type ReactNode, useState } from 'react';
import { useAgents, useTags } from '~/api/people';
import type { Agent, Priority, Status, Ticket, TicketChange, TicketType } from '~/api/records';
import { PRIORITIES, STATUSES, TICKET_TYPES } from '~/api/records';
import { useMe } from '~/api/session';
import { useCommand, withKeys } from '~/lib/commands';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon, type IconName } from '~/parts/Icon';
import {
  Avatar,
  ChannelMark,
  priorityName,
  STATUS_TONE,
  statusName,
  type Tone,
  typeName,
} from '~/parts/marks';
import { Picker } from '~/parts/Picker';
import classes from './TicketHeader.module.css';

interface TicketHeaderProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
  onSolve: () => void;
  onBack: () => void;
  showBack: boolean;
  onPanel: () => void;
  showPanel: boolean;
}

type MenuName = 'status' | 'priority' | 'agent' | 'tags' | 'type';
const NOBODY = 'nobody';

export const TicketHeader = memo(function TicketHeader(props: TicketHeaderProps) {
  const { ticket, onChange, onSolve, onBack, showBack, onPanel, showPanel } = props;
  const [menu, setMenu] = useState<MenuName | null>(null);
  const me = useMe();
  const isDone = ticket.status === 'solved' || ticket.status === 'closed';
  const number = `#${ticket.number ?? ticket.id}`;

  const copyNumber = () => {
    void navigator.clipboard
      ?.writeText(number)
      .then(() => showToast(t('ticket.copied', { number }), { tone: 'ok' }));
  };
  useCommand('ticket.status', { run: () => setMenu('status') });
  useCommand('ticket.priority', { run: () => setMenu('priority') });
  useCommand('ticket.assign', { run: () => setMenu('agent') });
  useCommand('ticket.type', { run: () => setMenu('type') });
  useCommand('ticket.tag', { run: () => setMenu('tags') });
  useCommand('ticket.assign_me', {
    run: () => {
      if (me) onChange({ agent_id: me.id });
    },
    enabled: ticket.agent_id !== me?.id,
  });
  useCommand('ticket.resolve', { run: onSolve, enabled: !isDone });
  useCommand('ticket.copy_number', { run: copyNumber });
  useCommand('ticket.customer_panel', { run: onPanel });
  useCommand('list.back', { run: onBack });

  const opener = (name: MenuName) => (opened: boolean) => setMenu(opened ? name : null);

  return (
    <header className={classes.head}>
      <div className={classes.top}>
        {showBack ? (
          <ActionIcon aria-label={t('action.back')} onClick={onBack}>
            <Icon name="left" />
          </ActionIcon>
        ) : null}
        <div className={classes.title}>
          <h2>{ticket.subject || t('ticket.no_subject')}</h2>
          <div className={classes.meta}>
            <button
              type="button"
              className={classes.number}
              onClick={copyNumber}
              title={withKeys(t('ticket.copy'), 'ticket.copy_number')}
            >
              {number}
            </button>
            <ChannelMark channel={ticket.channel} />
            <span className={classes.opened}>
              {t('ticket.opened_on', { date: formatDateTime(ticket.created_at) })}
            </span>
          </div>
        </div>
        {ticket.status === 'closed' ? null : isDone ? (
          <Button
            variant="default"
            className={classes.main}
            leftSection={<Icon name="undo" size={16} />}
            onClick={() => onChange({ status: 'open' })}
          >
            <span className={classes.mainText}>{t('ticket.reopen')}</span>
          </Button>
        ) : (
          <Button
            className={classes.main}
            leftSection={<Icon name="check" size={16} />}
            title={withKeys(t('ticket.solve'), 'ticket.resolve')}
            onClick={onSolve}
          >
            <span className={classes.mainText}>{t('ticket.solve')}</span>
          </Button>
        )}
        {showPanel ? (
          <ActionIcon
            aria-label={t('ticket.customer_panel')}
            title={withKeys(t('ticket.customer_panel'), 'ticket.customer_panel')}
            onClick={onPanel}
          >
            <Icon name="panel" />
          </ActionIcon>
        ) : null}
      </div>
      <div className={classes.bar}>
        <StatusPick
          ticket={ticket}
          opened={menu === 'status'}
          onOpened={opener('status')}
          onChange={onChange}
        />
        <AgentPick
          ticket={ticket}
          me={me ?? null}
          opened={menu === 'agent'}
          onOpened={opener('agent')}
          onChange={onChange}
        />
        <PriorityPick
          ticket={ticket}
          opened={menu === 'priority'}
          onOpened={opener('priority')}
          onChange={onChange}
        />
        <TypePick ticket={ticket} opened={menu === 'type'} onOpened={opener('type')} onChange={onChange} />
        <TagsPick ticket={ticket} opened={menu === 'tags'} onOpened={opener('tags')} onChange={onChange} />
      </div>
    </header>
  );
});

interface PickProps {
  ticket: Ticket;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onChange: (change: TicketChange) => void;
}

function pickButton(
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

function StatusPick({ ticket, opened, onOpened, onChange }: PickProps) {
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

function PriorityPick({ ticket, opened, onOpened, onChange }: PickProps) {
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

function TypePick({ ticket, opened, onOpened, onChange }: PickProps) {
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

function AgentPick({ ticket, me, opened, onOpened, onChange }: PickProps & { me: Agent | null }) {
  const agents = useAgents();
  const all = agents.data ?? [];
  const mine = me ? all.filter((agent) => agent.id === me.id) : [];
  const others = all.filter((agent) => agent.id !== me?.id);
  const owner = ticket.agent ?? all.find((agent) => agent.id === ticket.agent_id) ?? null;
  const options = [...mine, ...others].map((agent) => ({
    value: String(agent.id),
    label: agent.name,
    hint: agent.id === me?.id ? t('ticket.you') : undefined,
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

function TagsPick({ ticket, opened, onOpened, onChange }: PickProps) {
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
