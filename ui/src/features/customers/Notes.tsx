import { ActionIcon, Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import {
  addNote,
  changeNote,
  customerKey,
  type Note,
  removeNote,
  restoreNote,
  useNotes,
} from '~/api/customer-page';
import { keys } from '~/api/keys';
import { useAgents } from '~/api/people';
import { mayManage, useMe } from '~/api/session';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago, Pill } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { useAct } from './use-act';

const LONGEST = 10_000;

/** What the team should know about a customer; the pinned ones first, and beside every case. */
export function Notes({ customerId, mayWrite }: { customerId: number; mayWrite: boolean }) {
  const notes = useNotes(customerId);
  return (
    <section className={classes.card} aria-label={t('note.title')}>
      <h2>{t('note.title')}</h2>
      {mayWrite ? <NoteForm customerId={customerId} /> : null}
      {notes.isError && !notes.data ? (
        <ErrorState error={notes.error} onRetry={() => void notes.refetch()} />
      ) : null}
      {!notes.data && !notes.isError ? <RowsSkeleton rows={3} /> : null}
      {notes.data?.length === 0 ? (
        <EmptyState icon="note" title={t('note.none')}>
          {t('note.none_why')}
        </EmptyState>
      ) : null}
      <ul className={classes.stack}>
        {notes.data?.map((note) => (
          <NoteView key={note.id} note={note} mayWrite={mayWrite} />
        ))}
      </ul>
    </section>
  );
}

const staleOf = (customerId: number) => [customerKey(customerId, 'notes'), keys.timeline(customerId)];

export function NoteForm({ customerId }: { customerId: number }) {
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const act = useAct(staleOf(customerId));
  const submit = async () => {
    const clean = text.trim();
    if (clean === '' || sending) return;
    setSending(true);
    let note: Note | null = null;
    const isDone = await act({
      run: async () => {
        note = await addNote(customerId, clean);
      },
      done: t('note.did_add'),
      undo: async () => {
        if (note) await removeNote(note);
      },
    });
    setSending(false);
    if (isDone) setText('');
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Textarea
        aria-label={t('note.write')}
        placeholder={t('note.write')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void submit();
          }
        }}
      />
      <div className={classes.formActions}>
        <Button type="submit" loading={sending} disabled={text.trim() === ''}>
          {t('note.add')}
        </Button>
      </div>
    </form>
  );
}

function NoteView({ note, mayWrite }: { note: Note; mayWrite: boolean }) {
  const me = useMe();
  const agents = useAgents();
  const [draft, setDraft] = useState<string | null>(null);
  const act = useAct(staleOf(note.customer_id));
  const author = agents.data?.find((agent) => agent.id === note.agent_id)?.name ?? t('actor.system');
  const isTheirs = me ? mayManage(me) || note.agent_id === me.id : false;
  const pin = () =>
    void act({
      run: () => changeNote(note, { is_pinned: !note.is_pinned }),
      done: t(note.is_pinned ? 'note.did_unpin' : 'note.did_pin'),
    });
  const remove = () =>
    void act({ run: () => removeNote(note), done: t('note.did_remove'), undo: () => restoreNote(note.id) });
  const save = async () => {
    const clean = (draft ?? '').trim();
    if (clean === '') return;
    const isDone =
      clean === note.text ||
      (await act({ run: () => changeNote(note, { text: clean }), done: t('note.did_change') }));
    if (isDone) setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setDraft(null);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
  };
  return (
    <li className={classes.note} data-pinned={note.is_pinned}>
      <div className={classes.noteHead}>
        <strong>{author}</strong>
        <span className={classes.faint} title={formatDateTime(note.created_at)}>
          <Ago at={note.created_at} />
        </span>
        {note.is_pinned ? (
          <Pill tone="warn" icon="flag">
            {t('note.is_pinned')}
          </Pill>
        ) : null}
        <span className={classes.spread} />
        {mayWrite ? (
          <ActionIcon
            variant="subtle"
            aria-label={t(note.is_pinned ? 'note.unpin' : 'note.pin')}
            aria-pressed={note.is_pinned}
            onClick={pin}
          >
            <Icon name="flag" size={16} />
          </ActionIcon>
        ) : null}
        {isTheirs ? (
          <>
            <ActionIcon variant="subtle" aria-label={t('note.change')} onClick={() => setDraft(note.text)}>
              <Icon name="note" size={16} />
            </ActionIcon>
            <ActionIcon variant="subtle" aria-label={t('note.remove')} onClick={remove}>
              <Icon name="close" size={16} />
            </ActionIcon>
          </>
        ) : null}
      </div>
      {draft === null ? (
        <p className={classes.noteText}>{note.text}</p>
      ) : (
        <div className={classes.form}>
          <Textarea
            aria-label={t('note.change')}
            autosize
            autoFocus
            minRows={2}
            maxRows={16}
            maxLength={LONGEST}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <div className={classes.formActions}>
            <Button variant="default" onClick={() => setDraft(null)}>
              {t('action.cancel')}
            </Button>
            <Button onClick={() => void save()} disabled={draft.trim() === ''}>
              {t('customer.save')}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
