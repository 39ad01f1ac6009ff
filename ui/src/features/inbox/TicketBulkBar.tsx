import { ActionIcon, Button, Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import type { BulkWhat } from '~/api/bulk';
import { exportAddress } from '~/api/bulk';
import { useAgents, useMacros, useTags, useTeams } from '~/api/people';
import { type Filter, PRIORITIES, type Ticket } from '~/api/records';
import { mayChange, mayExport, useMe } from '~/api/session';
import { useCommand, withKeys } from '~/lib/commands';
import { formatNumber, timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { dayAt, weekdayAt } from '~/lib/zone-time';
import { BulkBar, BulkPick, ReadOnlyBar } from '~/parts/bulk/BulkBar';
import { startBulk } from '~/parts/bulk/watch';
import { Icon } from '~/parts/Icon';
import { priorityName, statusName } from '~/parts/marks';
import type { ListControl } from '~/parts/rows/RecordList';
import { chosenCount, NOTHING_CHOSEN, whichOf } from '~/parts/rows/selection';
import { TICKET_COLUMNS_USUAL, ticketColumnNames } from './columns';

interface TicketBulkBarProps {
  control: ListControl;
  filter: Filter | null;
  /** The loaded ones: those that can be merged with each other are among them. */
  tickets: readonly Ticket[];
}

type Open = 'agent' | 'status' | 'priority' | 'team' | 'tag' | 'untag' | 'macro' | 'snooze' | 'merge' | null;

/** Nobody makes a ticket new again; closed is what the nightly task makes of solved. */
const STATUSES = ['open', 'pending', 'on_hold', 'solved'] as const;
const UNTIL_REPLY = '9999-12-31T00:00:00Z';
const MORNING = 8;

function snoozeOptions(now: number) {
  const at = (ms: number) => new Date(ms).toISOString();
  return [
    { value: at(now + 3 * 3_600_000), label: t('bulk.snooze.later') },
    { value: at(dayAt(now, 1, MORNING, timeZone())), label: t('bulk.snooze.tomorrow') },
    { value: at(weekdayAt(now, 1, MORNING, timeZone())), label: t('bulk.snooze.monday') },
    { value: at(dayAt(now, 7, MORNING, timeZone())), label: t('bulk.snooze.week') },
    { value: UNTIL_REPLY, label: t('bulk.snooze.reply') },
  ];
}

/** What is done with the chosen cases, all at once; each can be taken back. */
export default function TicketBulkBar({ control, filter, tickets }: TicketBulkBarProps) {
  const { selection, setSelection, total } = control;
  const [open, setOpen] = useState<Open>(null);
  const [asking, setAsking] = useState<{ macroId: number; name: string } | null>(null);
  const me = useMe();
  const agents = useAgents();
  const teams = useTeams();
  const tags = useTags();
  const macros = useMacros();
  const count = chosenCount(selection, total);
  const writes = me ? mayChange(me) : false;
  const inTrash = !selection.all && tickets.some((one) => selection.ids.has(one.id) && one.deleted_at);

  const run = (what: BulkWhat) => {
    setOpen(null);
    void startBulk('tickets', whichOf(selection, filter), what).then((begun) => {
      if (begun) setSelection(NOTHING_CHOSEN);
    });
  };
  const opener = (which: Open) => (opened: boolean) => setOpen(opened ? which : null);
  useCommand('ticket.assign', { run: () => setOpen('agent'), enabled: writes });
  useCommand('ticket.assign_me', { run: () => me && run({ changes: { agent_id: me.id } }), enabled: writes });
  useCommand('ticket.status', { run: () => setOpen('status'), enabled: writes });
  useCommand('ticket.priority', { run: () => setOpen('priority'), enabled: writes });
  useCommand('ticket.tag', { run: () => setOpen('tag'), enabled: writes });
  useCommand('ticket.macro', { run: () => setOpen('macro'), enabled: writes });
  useCommand('ticket.snooze', { run: () => setOpen('snooze'), enabled: writes });
  useCommand('ticket.resolve', { run: () => run({ changes: { status: 'solved' } }), enabled: writes });

  const chosen = tickets.filter((one) => !selection.all && selection.ids.has(one.id));
  const mayMerge = chosen.length > 1 && chosen.every((one) => one.customer_id === chosen[0]?.customer_id);
  const nobody = { value: '', label: t('bulk.nobody') };
  const idOr = (value: string) => (value === '' ? null : Number(value));
  const people = (agents.data ?? []).map((agent) => ({ value: String(agent.id), label: agent.name }));
  const mine = me ? [{ value: String(me.id), label: t('filter.me') }] : [];
  const exports = me ? mayExport(me) : false;
  const exportFilter: Filter | null = selection.all
    ? filter
    : { field: 'id', op: 'in', value: [...selection.ids] };

  const allText = t('bulk.all_tickets', { count: total, number: formatNumber(total) });
  const exportHref = exportAddress(
    'tickets',
    exportFilter,
    '-updated_at',
    ticketColumnNames(TICKET_COLUMNS_USUAL),
  );
  if (!writes)
    return <ReadOnlyBar control={control} allText={allText} exportHref={exports ? exportHref : null} />;
  return (
    <>
      <BulkBar control={control} allText={allText}>
        <BulkPick
          label={t('bulk.assign')}
          icon="user"
          title={withKeys(t('bulk.assign'), 'ticket.assign')}
          options={[...mine, nobody, ...people.filter((one) => one.value !== String(me?.id))]}
          opened={open === 'agent'}
          onOpenedChange={opener('agent')}
          onPick={(value) => run({ changes: { agent_id: idOr(value) } })}
        />
        <BulkPick
          label={t('bulk.status')}
          icon="check"
          title={withKeys(t('bulk.status'), 'ticket.status')}
          options={STATUSES.map((one) => ({ value: one, label: statusName(one) }))}
          opened={open === 'status'}
          onOpenedChange={opener('status')}
          onPick={(status) => run({ changes: { status } })}
        />
        <BulkPick
          label={t('bulk.priority')}
          icon="flag"
          title={withKeys(t('bulk.priority'), 'ticket.priority')}
          options={PRIORITIES.map((one) => ({ value: one, label: priorityName(one) }))}
          opened={open === 'priority'}
          onOpenedChange={opener('priority')}
          onPick={(priority) => run({ changes: { priority } })}
        />
        <BulkPick
          label={t('bulk.tag')}
          icon="tag"
          title={withKeys(t('bulk.tag'), 'ticket.tag')}
          options={(tags.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }))}
          opened={open === 'tag'}
          onOpenedChange={opener('tag')}
          onPick={(tag) => run({ add_tags: [tag] })}
          onCreate={(tag) => run({ add_tags: [tag] })}
        />
        <BulkPick
          label={t('bulk.macro')}
          icon="bolt"
          title={withKeys(t('bulk.macro'), 'ticket.macro')}
          options={(macros.data ?? []).map((macro) => ({ value: String(macro.id), label: macro.name }))}
          opened={open === 'macro'}
          onOpenedChange={opener('macro')}
          onPick={(value) => {
            const macro = macros.data?.find((one) => String(one.id) === value);
            // A reply that has left cannot be taken back: that is asked first.
            if (macro?.actions.some((action) => 'reply' in action))
              setAsking({ macroId: macro.id, name: macro.name });
            else run({ macro_id: Number(value) });
          }}
        />
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon aria-label={t('bulk.more')} title={t('bulk.more')}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="customers" size={16} />} onClick={() => setOpen('team')}>
              {t('bulk.team')}
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="untag" size={16} />} onClick={() => setOpen('untag')}>
              {t('bulk.untag')}
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="clock" size={16} />} onClick={() => setOpen('snooze')}>
              {t('bulk.snooze')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="refresh" size={16} />}
              onClick={() => run({ changes: { snoozed_until: null } })}
            >
              {t('bulk.wake')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="fall" size={16} />}
              disabled={!mayMerge}
              onClick={() => setOpen('merge')}
            >
              {t('bulk.merge')}
            </Menu.Item>
            {exports ? (
              <Menu.Item
                component="a"
                download
                href={exportHref}
                leftSection={<Icon name="download" size={16} />}
              >
                {t('list.export')}
              </Menu.Item>
            ) : null}
            <Menu.Divider />
            <Menu.Item
              leftSection={<Icon name="alert" size={16} />}
              onClick={() => run({ changes: { is_spam: true } })}
            >
              {t('bulk.spam')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="alert" size={16} />}
              onClick={() => run({ changes: { is_spam: false } })}
            >
              {t('bulk.not_spam')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name={inTrash ? 'undo' : 'close'} size={16} />}
              onClick={() => run(inTrash ? { restore: true } : { delete: true })}
            >
              {t(inTrash ? 'bulk.restore' : 'bulk.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <BulkPick
          label={t('bulk.team')}
          options={[
            nobody,
            ...(teams.data ?? []).map((team) => ({ value: String(team.id), label: team.name })),
          ]}
          opened={open === 'team'}
          onOpenedChange={opener('team')}
          onPick={(value) => run({ changes: { team_id: idOr(value) } })}
        />
        <BulkPick
          label={t('bulk.untag')}
          options={(tags.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }))}
          opened={open === 'untag'}
          onOpenedChange={opener('untag')}
          onPick={(tag) => run({ remove_tags: [tag] })}
        />
        <BulkPick
          label={t('bulk.snooze')}
          options={open === 'snooze' ? snoozeOptions(Date.now()) : []}
          opened={open === 'snooze'}
          onOpenedChange={opener('snooze')}
          onPick={(until) => run({ changes: { snoozed_until: until } })}
        />
        <BulkPick
          label={t('bulk.merge_into')}
          options={chosen.map((one) => ({ value: String(one.id), label: `#${one.id} ${one.subject}` }))}
          opened={open === 'merge'}
          onOpenedChange={opener('merge')}
          onPick={(value) => {
            const into = Number(value);
            setOpen(null);
            const ids = chosen.map((one) => one.id).filter((id) => id !== into);
            void startBulk('tickets', { ids }, { merge_into: into }).then((begun) => {
              if (begun) setSelection(NOTHING_CHOSEN);
            });
          }}
        />
      </BulkBar>
      {asking ? (
        <Modal opened onClose={() => setAsking(null)} title={t('bulk.ask_macro_title')}>
          <p>{t('bulk.ask_macro', { count, number: formatNumber(count), name: asking.name })}</p>
          <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
            <Button variant="default" data-autofocus onClick={() => setAsking(null)}>
              {t('action.cancel')}
            </Button>
            <Button
              onClick={() => {
                setAsking(null);
                run({ macro_id: asking.macroId });
              }}
            >
              {t('bulk.send_all')}
            </Button>
          </div>
        </Modal>
      ) : null}
    </>
  );
}
