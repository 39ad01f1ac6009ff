import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type QuickReply, removeQuickReply, saveQuickReply, useQuickReplies } from '~/api/drafts';
import { keys } from '~/api/keys';
import { asProblem, type Problem } from '~/api/problem';
import { mayManage, useMe } from '~/api/session';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './composer.module.css';

interface QuickRepliesProps {
  /** What stands in the reply box, to make one of. */
  text: string;
  onClose: () => void;
}

type Editing = QuickReply | 'new' | null;

/** The texts that "/" puts in: one's own and the team's, to make, change and remove. */
export default function QuickReplies({ text, onClose }: QuickRepliesProps) {
  const client = useQueryClient();
  const me = useMe();
  const replies = useQuickReplies();
  const [editing, setEditing] = useState<Editing>(null);
  const again = () => void client.invalidateQueries({ queryKey: keys.quickReplies });
  const may = (one: QuickReply) => me && (mayManage(me) || (!one.is_shared && one.agent_id === me.id));
  const remove = (one: QuickReply) => {
    removeQuickReply(one).then(
      () => {
        again();
        const { shortcut, name, text: words, texts, is_shared } = one;
        const back = () =>
          void saveQuickReply({ shortcut, name, text: words, texts, is_shared }, null).then(again);
        showToast(t('composer.quick_removed', { name: one.name }), {
          action: { label: t('action.undo'), run: back },
        });
      },
      (error: unknown) =>
        showToast(t('composer.quick_not_saved'), { tone: 'danger', detail: asProblem(error).message }),
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('composer.quick_title')} size={640}>
      {editing ? (
        <Form
          known={editing === 'new' ? null : editing}
          text={text}
          mayShare={me ? mayManage(me) : false}
          onClose={() => setEditing(null)}
          onSaved={() => {
            again();
            setEditing(null);
          }}
        />
      ) : (
        <div className={classes.preview}>
          {replies.isError ? (
            <ErrorState error={replies.error} onRetry={() => void replies.refetch()} />
          ) : !replies.data ? (
            <RowsSkeleton rows={3} />
          ) : replies.data.length === 0 ? (
            <EmptyState icon="bolt" title={t('composer.quick_none')}>
              {t('composer.quick_none_why')}
            </EmptyState>
          ) : (
            <ul className={classes.quickList}>
              {replies.data.map((one) => (
                <li key={one.id} className={classes.quickRow}>
                  <span className={classes.quickWords}>
                    <b>/{one.shortcut}</b> {one.name}
                    <span className={classes.optionHint}>{one.text}</span>
                  </span>
                  {may(one) ? (
                    <>
                      <Button size="xs" variant="default" onClick={() => setEditing(one)}>
                        {t('composer.edit')}
                      </Button>
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={t('composer.quick_remove', { name: one.name })}
                        onClick={() => remove(one)}
                      >
                        {t('composer.remove')}
                      </Button>
                    </>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
          <div className={classes.dialogActions}>
            <Button data-autofocus onClick={() => setEditing('new')}>
              {t('composer.quick_new')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

interface FormProps {
  known: QuickReply | null;
  text: string;
  mayShare: boolean;
  onClose: () => void;
  onSaved: () => void;
}

function Form({ known, text, mayShare, onClose, onSaved }: FormProps) {
  const [shortcut, setShortcut] = useState(known?.shortcut ?? '');
  const [name, setName] = useState(known?.name ?? '');
  const [words, setWords] = useState(known?.text ?? text);
  const [texts, setTexts] = useState<Record<string, string>>(known?.texts ?? {});
  const [shared, setShared] = useState(known?.is_shared ?? mayShare);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setProblem(null);
    const others = Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== ''));
    try {
      await saveQuickReply(
        {
          shortcut: shortcut.trim().replace(/^\//, ''),
          name: name.trim(),
          text: words,
          texts: Object.keys(others).length > 0 ? others : null,
          is_shared: shared,
        },
        known,
      );
      onSaved();
    } catch (error) {
      setProblem(asProblem(error));
      setSaving(false);
    }
  };
  const pointed = problem?.faults.some((fault) => /^\/(shortcut|name|text)/.test(fault.pointer));
  return (
    <form className={classes.preview} onSubmit={(event) => void submit(event)} noValidate>
      {problem && !pointed ? (
        <p role="alert" className={classes.alert}>
          {problem.message}
        </p>
      ) : null}
      <TextInput
        label={t('composer.quick_shortcut')}
        description={t('composer.quick_shortcut_hint')}
        required
        data-autofocus
        value={shortcut}
        error={problem?.faultOf('shortcut')}
        onChange={(event) => setShortcut(event.currentTarget.value)}
      />
      <TextInput
        label={t('field.name')}
        required
        value={name}
        error={problem?.faultOf('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t('composer.quick_text')}
        description={t('composer.quick_text_hint', { example: '{{customer.name}}' })}
        required
        rows={5}
        value={words}
        error={problem?.faultOf('text')}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <details>
        <summary>{t('composer.quick_languages')}</summary>
        {LANGUAGES.map((one) => (
          <Textarea
            key={one}
            label={LANGUAGE_NAMES[one]}
            rows={3}
            value={texts[one] ?? ''}
            error={problem?.faultOf(`texts/${one}`)}
            onChange={(event) => setTexts({ ...texts, [one]: event.currentTarget.value })}
          />
        ))}
      </details>
      {mayShare ? (
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          {t('composer.quick_shared')}
        </label>
      ) : null}
      <div className={classes.dialogActions}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={saving}>
          {t('composer.quick_save')}
        </Button>
      </div>
    </form>
  );
}
