import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react';
import { newKey } from '~/api/client';
import { keys } from '~/api/keys';
import { asProblem, type Problem } from '~/api/problem';
import type { Macro, Message, Ticket } from '~/api/records';
import { useMe } from '~/api/session';
import { addMessage, type MailFields } from '~/api/tickets';
import { useCommand, withKeys } from '~/lib/commands';
import { t, withTexts } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Composer.module.css';
import { type Draft, readDraft, saveDraft } from './drafts';
import { MacroMenu } from './MacroMenu';
import { fillTemplate, macroText } from './macro';
import { pendingMessage } from './pending';
import { UploadList } from './UploadList';
import { useUploads } from './use-uploads';

const ReplyLine = lazy(() => withTexts('mail', import('./ReplyLine')));

/** Whom else it goes to and by which mailbox, where somebody has said so. */
const mailFields = async (draft: Draft): Promise<MailFields> =>
  draft.to === undefined && draft.cc === undefined && !draft.bcc && draft.channelId === undefined
    ? {}
    : (await withTexts('mail', import('./reply'))).mailFields(draft);

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
  const [problem, setProblem] = useState<Problem | null>(null);
  const [over, setOver] = useState(false);
  const [macrosOpen, setMacrosOpen] = useState(false);
  const attempt = useRef<{ what: string; key: string } | null>(null);
  const { uploads, add, remove, clear } = useUploads();

  useEffect(() => {
    // On its way: what is kept stays until the server has it.
    if (sending) return undefined;
    const save = () => saveDraft(ticket.id, draft);
    const timer = setTimeout(save, 300);
    window.addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [ticket.id, draft, sending]);

  const write = (mode: Draft['mode']) => {
    setDraft((now) => ({ ...now, mode }));
    field.current?.focus();
  };
  useCommand('ticket.reply', { run: () => write('reply') });
  useCommand('ticket.note', { run: () => write('note') });
  useCommand('ticket.macro', { run: () => setMacrosOpen(true) });

  const patch = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const waiting = uploads.some((one) => one.id === null && one.error === null);
  const ready = draft.text.trim() !== '' && !sending && !waiting;

  const send = async (solve: boolean) => {
    if (!ready) return;
    const text = draft.text.trim();
    const isPublic = draft.mode === 'reply';
    let taken = false;
    setSending(true);
    setProblem(null);
    try {
      const mail = isPublic ? await mailFields(draft) : {};
      const ids = uploads.flatMap((one) => (one.id === null ? [] : [one.id]));
      // The same message tried again carries the same key, so that a lost answer cannot send it twice.
      const what = JSON.stringify([text, isPublic, ids, mail]);
      if (attempt.current?.what !== what) attempt.current = { what, key: newKey() };
      const shown = pendingMessage(ticket, text, isPublic, me ?? null);
      client.setQueryData<Message[]>(keys.messages(ticket.id), (now) => [...(now ?? []), shown]);
      setDraft({ text: '', mode: draft.mode });
      taken = true;
      await addMessage(ticket.id, { text, public: isPublic, attachments: ids, ...mail }, attempt.current.key);
      attempt.current = null;
      // The case may have been left meanwhile: what was sent must not wait there as a draft.
      saveDraft(ticket.id, { text: '', mode: draft.mode });
      clear();
      onSent(solve);
      if (!solve)
        showToast(isPublic ? t('message.did_send') : t('message.did_note'), { tone: 'ok', lifeMs: 4000 });
    } catch (fault) {
      // What was begun meanwhile comes after what could not be sent.
      if (taken) setDraft((now) => ({ ...draft, text: now.text === '' ? text : `${text}\n\n${now.text}` }));
      setProblem(asProblem(fault));
      field.current?.focus();
    } finally {
      setSending(false);
      void client.invalidateQueries({ queryKey: keys.messages(ticket.id) });
    }
  };

  useCommand('composer.send', { run: () => void send(false), enabled: ready });
  useCommand('composer.send_resolve', {
    run: () => void send(true),
    enabled: ready && ticket.status !== 'closed',
  });

  const useMacro = (macro: Macro) => {
    const written = macroText(macro);
    if (written) {
      const text = fillTemplate(written.template, {
        ticket,
        customer: ticket.customer ?? null,
        agent: me ?? null,
      });
      setDraft((now) => ({
        ...now,
        mode: written.mode,
        text: now.text ? `${now.text.trimEnd()}\n\n${text}` : text,
      }));
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
          {draft.mode === 'note' ? (
            <span className={classes.to}>{t('composer.note_to')}</span>
          ) : (
            <Suspense fallback={<span className={classes.to}>{to ? t('composer.to', { to }) : null}</span>}>
              <ReplyLine ticket={ticket} draft={draft} problem={problem} onChange={patch} />
            </Suspense>
          )}
        </div>
        {problem ? (
          <div className={classes.error} role="alert">
            {t('composer.not_sent')} {problem.message}
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
              title={withKeys(t('composer.send'), 'composer.send')}
              onClick={() => void send(false)}
            >
              {draft.mode === 'note' ? t('composer.save_note') : t('composer.send')}
            </Button>
            <Button
              disabled={!ready || ticket.status === 'closed'}
              title={withKeys(t('composer.send_solve'), 'composer.send_resolve')}
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
