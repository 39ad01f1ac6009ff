import { NativeSelect, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useChannels } from '~/api/channels';
import type { Problem } from '~/api/problem';
import type { Ticket } from '~/api/records';
import { useMessages } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './ReplyLine.module.css';
import {
  type Addressed,
  MOST_PEOPLE,
  parsePeople,
  peopleText,
  sendingChannels,
  usualChannel,
  usualCopies,
  usualPeople,
} from './reply';

interface ReplyLineProps {
  ticket: Ticket;
  draft: Addressed;
  onChange: (change: Partial<Addressed>) => void;
  /** What the server refused. */
  problem: Problem | null;
}

/** To whom the answer goes, who gets a copy, and by which mailbox it leaves. */
export default function ReplyLine({ ticket, draft, onChange, problem }: ReplyLineProps) {
  const channels = useChannels().data ?? [];
  const messages = useMessages(ticket.id).data ?? [];
  const copies = usualCopies(messages, channels);
  const sending = sendingChannels(channels);
  const usual = usualChannel(messages, channels);
  const refused = (field: 'to' | 'cc' | 'bcc' | 'channel_id') =>
    problem?.faults.find((fault) => fault.pointer.split('/')[1] === field)?.detail;
  const written = Boolean(draft.bcc) || draft.cc !== undefined || draft.to !== undefined;
  const [opened, setOpened] = useState(written);
  const open = opened || Boolean(refused('to') ?? refused('cc') ?? refused('bcc'));
  const id = useId();
  const to = draft.to ?? peopleText(usualPeople(ticket));
  const toNames = parsePeople(to)
    .people.map((person) => person.address)
    .join(', ');
  const cc = draft.cc ?? peopleText(copies);
  return (
    <div className={classes.line}>
      <div className={classes.top}>
        <span className={classes.to}>{toNames ? t('composer.to', { to: toNames }) : null}</span>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpened(!open)}
        >
          {copies.length > 0 || written
            ? t('mail.copies', { count: parsePeople(`${cc},${draft.bcc ?? ''}`).people.length })
            : t('mail.reply_copies')}
          <Icon name="down" size={14} style={{ transform: open ? 'rotate(180deg)' : undefined }} />
        </button>
        {sending.length > 1 ? (
          <label className={classes.from} htmlFor={`${id}-from`}>
            <span>{t('mail.reply_from')}</span>
            <NativeSelect
              id={`${id}-from`}
              size="xs"
              value={String(draft.channelId ?? usual?.id ?? '')}
              error={refused('channel_id')}
              data={sending.map((one) => ({ value: String(one.id), label: one.address }))}
              onChange={(event) => {
                const chosen = Number(event.currentTarget.value);
                onChange({ channelId: chosen === usual?.id ? undefined : chosen });
              }}
            />
          </label>
        ) : null}
      </div>
      <div id={id} className={classes.copies} hidden={!open}>
        {open ? (
          <>
            <People
              label={t('mail.to_label')}
              value={to}
              refused={refused('to')}
              onChange={(text) => onChange({ to: text })}
            />
            <People
              label={t('mail.reply_cc')}
              value={cc}
              refused={refused('cc')}
              onChange={(text) => onChange({ cc: text })}
            />
            <People
              label={t('mail.reply_bcc')}
              value={draft.bcc ?? ''}
              refused={refused('bcc')}
              onChange={(text) => onChange({ bcc: text })}
            />
          </>
        ) : null}
      </div>
    </div>
  );
}

interface PeopleProps {
  label: string;
  value: string;
  refused: string | undefined;
  onChange: (text: string) => void;
}

/** Addresses, checked when the field is left. */
function People({ label, value, refused, onChange }: PeopleProps) {
  const [left, setLeft] = useState(false);
  const typed = parsePeople(value);
  const wrong = typed.wrong[0];
  const fault =
    left && wrong !== undefined
      ? t('mail.reply_bad_address', { address: wrong })
      : typed.people.length > MOST_PEOPLE
        ? t('mail.reply_crowd', { count: MOST_PEOPLE })
        : refused;
  return (
    <TextInput
      label={label}
      placeholder={t('mail.reply_copies_hint')}
      autoComplete="off"
      spellCheck={false}
      value={value}
      error={fault}
      onBlur={() => setLeft(true)}
      onChange={(event) => {
        setLeft(false);
        onChange(event.currentTarget.value);
      }}
    />
  );
}
