import { ActionIcon, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useChannels } from '~/api/channels';
import { type DraftKind, type SendOrder, useDrafts } from '~/api/drafts';
import type { Agent, Macro, Status, Ticket, TicketChange } from '~/api/records';
import { useMessages } from '~/api/tickets';
import { useCommand } from '~/lib/commands';
import { t, withTexts } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from '../Composer.module.css';
import { MacroMenu } from '../MacroMenu';
import { useQuoteWanted } from '../quote';
import { usualChannel } from '../reply';
import { UploadList } from '../UploadList';
import { type DraftFile, isEmpty } from './draft-keeper';
import { type FieldHandle, type FieldProps, promisesFile } from './field';
import { Arrived, Keeping, NoFile, Signature, TheirDraft } from './Notices';
import { Outgoing } from './Outgoing';
import { PlainField } from './PlainField';
import { QueuedReplies } from './QueuedReplies';
import { SendButtons } from './SendButtons';
import { SuggestMenu } from './SuggestMenu';
import { useArrived } from './use-arrived';
import { RichField, useField } from './use-field';
import { asUploads, useFiles } from './use-files';
import { useEditingMark, useKeeper } from './use-keeper';
import { useSending } from './use-sending';
import { useSuggest } from './use-suggest';

const ReplyLine = lazy(() => withTexts('mail', import('../ReplyLine')));
const MacroDialog = lazy(() => import('./MacroDialog'));
const QuickReplies = lazy(() => import('./QuickReplies'));
const Schedule = lazy(() => import('./Schedule'));

export interface ComposerProps {
  ticket: Ticket;
  /** Called once the server has what was written and will send it. */
  onSent: (solve: boolean) => void;
  /** What a macro changes of the case. */
  onChange: (change: TicketChange) => void;
}

/** What was done before this was there: the words, whether the focus is in them, what was opened, whether they leave. */
export interface Begun {
  text: string;
  kind: DraftKind;
  /** Somebody wrote, or chose what to write. */
  touched: boolean;
  focused: boolean;
  macros: boolean;
  order: SendOrder | null;
}

interface BoxProps extends ComposerProps {
  me: Agent;
  begun: Begun;
}

/** Where answers and notes are written, kept, shared and sent. */
export default function ComposerBox({ ticket, me, begun, onSent, onChange }: BoxProps) {
  const drafts = useDrafts(ticket.id).data;
  const messages = useMessages(ticket.id).data;
  const channels = useChannels().data ?? [];
  const replies = useKeeper(ticket.id, 'reply', me.id, drafts);
  const notes = useKeeper(ticket.id, 'note', me.id, drafts);
  const mayReply = me.role !== 'collaborator';
  const [mode, setMode] = useState<DraftKind>(() =>
    !mayReply || (isEmpty(replies[1].words) && !isEmpty(notes[1].words)) ? 'note' : 'reply',
  );
  const [keeper, kept] = mode === 'reply' ? replies : notes;
  const { words, theirs } = kept;
  const sending = useSending({ ticket, onSent });
  const arrived = useArrived(messages, me.id, isEmpty(replies[1].words));
  const field = useRef<FieldHandle>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [focused, setFocused] = useState(false);
  const [over, setOver] = useState(false);
  const [dialog, setDialog] = useState<'macros' | 'quick' | 'schedule' | Macro | null>(
    begun.macros ? 'macros' : null,
  );
  const [asked, setAsked] = useState<SendOrder | null>(null);
  const look = useField(() => keeper.state.get().words.text);
  const labelId = useId();
  const insertPicture = useCallback((file: DraftFile) => field.current?.picture(file.id, file.name), []);
  const files = useFiles(keeper, insertPicture);
  useEditingMark(ticket.id, words.text, focused);
  const suggest = useSuggest({
    ticketId: ticket.id,
    isNote: mode === 'note',
    field: () => field.current,
    onMention: (mention) => keeper.edit({ mentions: [...keeper.state.get().words.mentions, mention] }),
  });

  // Read as it takes the place of the first field, not when it was drawn: one types on meanwhile.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as it appears
  useLayoutEffect(() => {
    const kind = mayReply ? begun.kind : 'note';
    if (begun.touched) setMode(kind);
    if (begun.macros) setDialog('macros');
    const [first] = kind === 'note' ? notes : replies;
    if (begun.text !== '') first.edit({ text: `${first.state.get().words.text}${begun.text}` }, true);
    if (!begun.focused) return;
    setFocused(true);
    field.current?.focus();
    look.begin();
  }, []);

  const write = (next: DraftKind) => {
    if (next === 'reply' && !mayReply) return;
    suggest.close();
    // At once: a letter typed before the next frame would be a command. Another kind's field takes the focus as it appears.
    setFocused(true);
    setMode(next);
    field.current?.focus();
    if (next !== mode) requestAnimationFrame(() => field.current?.focus());
  };
  useQuoteWanted(ticket.id, (quotation) => {
    const before = replies[0].state.get().words.text.trimEnd();
    if (replies[1].theirs === null)
      replies[0].edit({ text: before === '' ? quotation : `${before}\n\n${quotation}` }, true);
    write('reply');
  });
  const blocked = mode === 'reply' && theirs !== null;
  const waiting = files.waiting.some((one) => one.error === null);
  const ready = (words.text.trim() !== '' || words.files.length > 0) && !sending.busy && !waiting && !blocked;

  const send = async (order: SendOrder, sure = false) => {
    if (!ready) return;
    const orderOf: SendOrder = {
      ...order,
      ...(mode === 'reply' && arrived.seenId ? { seen_message_id: arrived.seenId } : {}),
    };
    if (!sure && mode === 'reply' && words.files.length === 0 && promisesFile(words.text)) {
      setAsked(order);
      return;
    }
    setAsked(null);
    setDialog(null);
    if (!(await sending.send(keeper, orderOf))) field.current?.focus();
  };
  const leaving = begun.order !== null && begun.text !== '' && words.text !== '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as the words are in the box
  useEffect(() => {
    const { order } = begun;
    if (!leaving || !order || !ready) return;
    begun.order = null;
    void send(order);
  }, [leaving, ready]);

  const sendAs = (after?: Status) => void send(after ? { status_after: after } : {});

  useCommand('ticket.reply', { run: () => write('reply'), enabled: mayReply });
  useCommand('ticket.note', { run: () => write('note') });
  useCommand('ticket.macro', { run: () => setDialog('macros') });
  useCommand('composer.send', { run: () => sendAs(), enabled: ready });
  useCommand('composer.send_resolve', {
    run: () => sendAs('solved'),
    enabled: ready && ticket.status !== 'closed',
  });

  const fieldProps: FieldProps = {
    label: mode === 'note' ? t('composer.note') : t('composer.reply'),
    placeholder: mode === 'note' ? t('composer.note_placeholder') : t('composer.reply_placeholder'),
    value: words.text,
    turn: kept.turn,
    autoFocus: focused,
    list: { id: suggest.id, active: suggest.active, opened: suggest.opened },
    onChange: (text) => keeper.edit({ text }),
    onCaret: suggest.follow,
    onFiles: (given) => files.add(given, true),
    onFocus: () => {
      setFocused(true);
      look.begin();
    },
    onBlur: () => {
      setFocused(false);
      suggest.close();
    },
    onKey: (event) => {
      if (suggest.onKey(event)) return true;
      if (event.key === 'Escape') (document.activeElement as HTMLElement | null)?.blur();
      return false;
    },
  };
  const to = ticket.customer?.email ?? ticket.customer?.phone ?? ticket.customer?.name;

  return (
    <>
      <Outgoing
        drafts={drafts ?? []}
        me={me.id}
        onUndo={(draft) => {
          setMode('reply');
          void sending.undo(draft, replies[0]).then(() => field.current?.focus());
          arrived.see();
        }}
        onTake={(draft) => void sending.take(draft, replies[0])}
        onAnyway={(draft) => void sending.anyway(draft, replies[0])}
        onDiscard={(draft) => void sending.drop(draft)}
      />
      <QueuedReplies
        ticketId={ticket.id}
        onEdit={(write) => {
          setMode(write.words.kind);
          (write.words.kind === 'reply' ? replies : notes)[0].write(write.words.text);
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping files has its own button below */}
      <div
        className={classes.box}
        data-mode={mode}
        data-over={over}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          setOver(false);
          files.add([...event.dataTransfer.files], false);
        }}
      >
        <div className={classes.inner}>
          <div className={classes.top}>
            <SegmentedControl
              aria-label={t('composer.mode')}
              value={mode}
              onChange={(next) => write(next === 'note' ? 'note' : 'reply')}
              data={[
                { value: 'reply', label: t('composer.reply'), disabled: !mayReply },
                { value: 'note', label: t('composer.note') },
              ]}
            />
            {mode === 'note' ? (
              <span className={classes.to} id={labelId}>
                <Icon name="lock" size={13} /> {t('composer.note_to')}
              </span>
            ) : (
              <Suspense fallback={<span className={classes.to}>{to ? t('composer.to', { to }) : null}</span>}>
                <ReplyLine
                  ticket={ticket}
                  draft={words}
                  problem={sending.problem}
                  onChange={(change) => keeper.edit(change)}
                />
              </Suspense>
            )}
          </div>
          {mode === 'reply' ? <Arrived messages={arrived.messages} onSeen={arrived.see} /> : null}
          {blocked && theirs ? (
            <TheirDraft draft={theirs} onTake={() => void sending.take(theirs, keeper)} />
          ) : null}
          {kept.keeping === 'taken' ? (
            <div className={classes.error} role="alert">
              {t('composer.was_taken')}
            </div>
          ) : null}
          {sending.problem ? (
            <div className={classes.error} role="alert">
              {t('composer.not_sent')} {sending.problem.message}
            </div>
          ) : null}
          {asked ? (
            <NoFile
              onSend={() => void send(asked, true)}
              onAttach={() => {
                setAsked(null);
                picker.current?.click();
              }}
              onClose={() => setAsked(null)}
            />
          ) : null}
          {blocked && isEmpty(words) ? null : (
            <div className={classes.fieldPlace}>
              {suggest.opened ? (
                <SuggestMenu
                  id={suggest.id}
                  label={suggest.kind === 'quick' ? t('composer.quick_title') : t('composer.mention_title')}
                  items={suggest.items}
                  at={suggest.at}
                  empty={t('composer.quick_nothing')}
                  onPoint={suggest.point}
                  foot={
                    suggest.kind === 'quick'
                      ? { label: t('composer.quick_manage'), run: () => setDialog('quick') }
                      : undefined
                  }
                />
              ) : null}
              {look.rich ? (
                <Suspense fallback={<PlainField key={mode} ref={field} {...fieldProps} />}>
                  <RichField key={mode} ref={field} {...fieldProps} />
                </Suspense>
              ) : (
                <PlainField key={mode} ref={field} {...fieldProps} />
              )}
            </div>
          )}
          <UploadList uploads={[...asUploads(words.files), ...files.waiting]} onRemove={files.remove} />
          {mode === 'reply' ? (
            <Signature
              channel={
                channels.find((one) => one.id === words.channelId) ?? usualChannel(messages ?? [], channels)
              }
            />
          ) : null}
          <div className={classes.actions}>
            <MacroMenu
              opened={dialog === 'macros'}
              onOpenedChange={(opened) =>
                setDialog((now) => (opened ? 'macros' : now === 'macros' ? null : now))
              }
              onUse={setDialog}
            />
            <ActionIcon
              aria-label={t('composer.quick_title')}
              title={t('composer.quick_open')}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => field.current?.put(/(^|\s)$/.test(words.text) ? '/' : ' /')}
            >
              <b aria-hidden>/</b>
            </ActionIcon>
            <ActionIcon
              aria-label={t('composer.attach')}
              title={t('composer.attach')}
              onClick={() => picker.current?.click()}
            >
              <Icon name="clip" />
            </ActionIcon>
            <ActionIcon
              aria-label={t('composer.rich')}
              title={look.rich ? t('composer.to_plain') : t('composer.to_rich')}
              aria-pressed={look.rich}
              onClick={look.toggle}
            >
              <b aria-hidden>Aa</b>
            </ActionIcon>
            {isEmpty(words) ? null : (
              <ActionIcon
                aria-label={t('composer.discard_draft')}
                title={t('composer.discard_draft')}
                onClick={() => void sending.discard(keeper)}
              >
                <Icon name="close" />
              </ActionIcon>
            )}
            <Keeping keeping={kept.keeping} empty={isEmpty(words)} />
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                files.add([...(event.currentTarget.files ?? [])], false);
                event.currentTarget.value = '';
              }}
            />
            <SendButtons
              kind={mode}
              ready={ready}
              busy={sending.busy}
              mayChange={mayReply && ticket.status !== 'closed'}
              onSend={sendAs}
              onSchedule={() => setDialog('schedule')}
            />
          </div>
        </div>
      </div>
      <Suspense fallback={null}>
        {dialog === 'quick' ? <QuickReplies text={words.text} onClose={() => setDialog(null)} /> : null}
        {dialog === 'schedule' ? (
          <Schedule
            customerZone={ticket.customer?.time_zone ?? null}
            onClose={() => setDialog(null)}
            onPick={(at) => void send({ send_at: new Date(at).toISOString() })}
          />
        ) : null}
        {dialog !== null && typeof dialog === 'object' ? (
          <MacroDialog
            ticket={ticket}
            macro={dialog}
            onClose={() => setDialog(null)}
            onUse={(preview, change) => {
              setDialog(null);
              if (preview.note !== null) notes[0].write(preview.note);
              if (preview.reply !== null) replies[0].write(preview.reply);
              if (preview.reply !== null || preview.note !== null)
                write(preview.reply !== null ? 'reply' : 'note');
              if (Object.keys(change).length > 0) onChange(change);
            }}
          />
        ) : null}
      </Suspense>
    </>
  );
}
