import { ActionIcon, Button, CloseButton, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { memo, useEffect, useRef, useState } from 'react';
import { newKey } from '~/api/client';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Macro, Message, Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { addMessage } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { commandKey, useShortcut } from '~/lib/keys';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Composer.module.css';
import { type Draft, readDraft, saveDraft } from './drafts';
import { MacroMenu } from './MacroMenu';
import { fillTemplate, macroText } from './macro';
import { type Upload, useUploads } from './use-uploads';

interface ComposerProps {
  ticket: Ticket;
  /** Called once the message is kept by the server. */
  onSent: (solve: boolean) => void;
  onMacro: (macro: Macro) => void;
}

/** Where replies and notes are written. What is written stays on this browser until it is sent. */
export const Composer = memo(function Composer({ ticket, onSent, onMacro }: ComposerProps) {
  const client = useQueryClient();
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<Draft>(() => readDraft(ticket.id));
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [macrosOpen, setMacrosOpen] = useState(false);
  const attempt = useRef<{ text: string; key: string } | null>(null);
  const { uploads, add, remove, clear } = useUploads();

  useEffect(() => {
    const timer = setTimeout(() => saveDraft(ticket.id, draft), 300);
    return () => {
      clearTimeout(timer);
      saveDraft(ticket.id, draft);
    };
  }, [ticket.id, draft]);

  const write = (mode: Draft['mode']) => {
    setDraft((now) => ({ ...now, mode }));
    field.current?.focus();
  };
  useShortcut('r', 'keys.reply', 'keys.group_ticket', () => write('reply'));
  useShortcut('n', 'keys.note', 'keys.group_ticket', () => write('note'));
  useShortcut('m', 'keys.macro', 'keys.group_ticket', () => setMacrosOpen(true));

  const waiting = uploads.some((one) => one.id === null && one.error === null);
  const ready = draft.text.trim() !== '' && !sending && !waiting;

  const send = async (solve: boolean) => {
    if (!ready) return;
    const text = draft.text.trim();
    // The same words tried again carry the same key, so that a lost answer cannot send them twice.
    if (attempt.current?.text !== text) attempt.current = { text, key: newKey() };
    setSending(true);
    setError(null);
    const isPublic = draft.mode === 'reply';
    const shown = pendingMessage(ticket, text, isPublic, me?.id ?? null, me?.name ?? null);
    client.setQueryData<Message[]>(keys.messages(ticket.id), (now) => [...(now ?? []), shown]);
    setDraft({ text: '', mode: draft.mode });
    try {
      const ids = uploads.flatMap((one) => (one.id === null ? [] : [one.id]));
      await addMessage(ticket.id, { text, public: isPublic, attachments: ids }, attempt.current.key);
      attempt.current = null;
      clear();
      onSent(solve);
      if (!solve)
        showToast(isPublic ? t('message.did_send') : t('message.did_note'), { tone: 'ok', lifeMs: 4000 });
    } catch (fault) {
      setDraft((now) => (now.text === '' ? { ...now, text } : now));
      setError(asProblem(fault).message);
      field.current?.focus();
    } finally {
      setSending(false);
      void client.invalidateQueries({ queryKey: keys.messages(ticket.id) });
    }
  };

  const useMacro = (macro: Macro) => {
    const written = macroText(macro);
    if (written) {
      const text = fillTemplate(written.template, {
        ticket,
        customer: ticket.customer ?? null,
        agent: me ?? null,
      });
      setDraft((now) => ({ mode: written.mode, text: now.text ? `${now.text.trimEnd()}\n\n${text}` : text }));
      field.current?.focus();
    }
    onMacro(macro);
  };

  const to = ticket.customer?.email ?? ticket.customer?.phone ?? ticket.customer?.name;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files has its own button below
    <div
      className={classes.box}
      data-mode={draft.mode}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer.files);
      }}
    >
      <div className={classes.inner}>
        <div className={classes.top}>
          <SegmentedControl
            aria-label={t('composer.mode')}
            value={draft.mode}
            onChange={(mode) => write(mode === 'note' ? 'note' : 'reply')}
            data={[
              { value: 'reply', label: t('composer.reply') },
              { value: 'note', label: t('composer.note') },
            ]}
          />
          <span className={classes.to}>
            {draft.mode === 'note' ? t('composer.note_to') : to ? t('composer.to', { to }) : null}
          </span>
        </div>
        {error ? (
          <div className={classes.error} role="alert">
            {t('composer.not_sent')} {error}
          </div>
        ) : null}
        <textarea
          ref={field}
          className={classes.field}
          aria-label={draft.mode === 'note' ? t('composer.note') : t('composer.reply')}
          placeholder={
            draft.mode === 'note' ? t('composer.note_placeholder') : t('composer.reply_placeholder')
          }
          value={draft.text}
          onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
          onPaste={(event) => {
            if (event.clipboardData.files.length > 0) add(event.clipboardData.files);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') field.current?.blur();
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void send(event.shiftKey);
            }
          }}
        />
        <UploadList uploads={uploads} onRemove={remove} />
        <div className={classes.actions}>
          <MacroMenu opened={macrosOpen} onOpenedChange={setMacrosOpen} onUse={useMacro} />
          <ActionIcon
            aria-label={t('composer.attach')}
            title={t('composer.attach')}
            onClick={() => picker.current?.click()}
          >
            <Icon name="clip" />
          </ActionIcon>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
          <div className={classes.push}>
            <Button
              variant="default"
              disabled={!ready}
              title={`${commandKey()} Enter`}
              onClick={() => void send(false)}
            >
              {draft.mode === 'note' ? t('composer.save_note') : t('composer.send')}
            </Button>
            <Button
              disabled={!ready || ticket.status === 'closed'}
              title={`${commandKey()} Shift Enter`}
              rightSection={<Icon name="send" size={16} />}
              onClick={() => void send(true)}
            >
              {draft.mode === 'note' ? t('composer.note_solve') : t('composer.send_solve')}
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
});

/** What the thread shows until the server answers; real ids are never negative. */
function pendingMessage(
  ticket: Ticket,
  text: string,
  isPublic: boolean,
  agentId: number | null,
  name: string | null,
): Message {
  return {
    id: -Date.now(),
    ticket_id: ticket.id,
    author: { kind: 'agent', id: agentId, name },
    channel: ticket.channel,
    direction: 'out',
    public: isPublic,
    text,
    html: null,
    reply: null,
    attachments: [],
    created_at: new Date().toISOString(),
  };
}

function UploadList({ uploads, onRemove }: { uploads: readonly Upload[]; onRemove: (key: number) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('message.files')}>
      {uploads.map((one) => (
        <li
          key={one.key}
          className={classes.file}
          data-state={one.error ? 'failed' : 'ok'}
          title={one.error ?? one.name}
        >
          <span className={classes.fileName}>{one.error ? `${one.name}: ${one.error}` : one.name}</span>
          {one.id === null && !one.error ? (
            <progress className={classes.progress} value={one.share} max={1} aria-label={one.name} />
          ) : null}
          <CloseButton
            size="sm"
            aria-label={t('composer.remove_file', { name: one.name })}
            onClick={() => onRemove(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}
