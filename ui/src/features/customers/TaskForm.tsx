import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAgents } from '~/api/people';
import { useMe } from '~/api/session';
import type { NewTask, Task } from '~/api/tasks';
import { timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { fieldOf, instantOfField } from '~/lib/zone-time';
import classes from './CustomerPage.module.css';
import { usualDates } from './due';

export type TaskWords = Pick<NewTask, 'title' | 'text' | 'agent_id' | 'due_at'>;

interface TaskFormProps {
  task?: Task;
  onSave: (words: TaskWords) => Promise<boolean>;
  onClose?: () => void;
}

/** A task's words, who does it, and until when, by the clock of who writes it. */
export function TaskForm({ task, onSave, onClose }: TaskFormProps) {
  const me = useMe();
  const agents = useAgents();
  const zone = timeZone();
  const [title, setTitle] = useState(task?.title ?? '');
  const [text, setText] = useState(task?.text ?? '');
  const [agent, setAgent] = useState(String((task ? task.agent_id : me?.id) ?? ''));
  const [due, setDue] = useState(task?.due_at ? fieldOf(new Date(task.due_at).getTime(), zone) : '');
  const [fault, setFault] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === '') {
      setFault(t('form.required'));
      return;
    }
    const at = instantOfField(due, zone);
    setSending(true);
    const isDone = await onSave({
      title: title.trim(),
      text: text.trim() === '' ? null : text.trim(),
      agent_id: agent === '' ? null : Number(agent),
      due_at: at === null ? null : new Date(at).toISOString(),
    });
    setSending(false);
    if (!isDone) return;
    setTitle('');
    setText('');
    setDue('');
    onClose?.();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label={t('task.what')}
        placeholder={t('task.what_example')}
        required
        data-autofocus
        maxLength={280}
        value={title}
        error={fault}
        onChange={(event) => {
          setFault(null);
          setTitle(event.currentTarget.value);
        }}
      />
      <div className={classes.pair}>
        <div>
          <TextInput
            type="datetime-local"
            label={t('task.until')}
            description={zone ? t('task.in_zone', { zone: zone.replaceAll('_', ' ') }) : undefined}
            value={due}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
          <div className={classes.chips}>
            {usualDates(Date.now()).map((one) => (
              <button
                key={one.label}
                type="button"
                className={classes.chip}
                onClick={() => setDue(fieldOf(one.at, zone))}
              >
                {one.label}
              </button>
            ))}
          </div>
        </div>
        <NativeSelect
          label={t('task.who')}
          value={agent}
          data={[
            { value: '', label: t('task.nobody') },
            ...(agents.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
          ]}
          onChange={(event) => setAgent(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={t('task.details')}
        autosize
        minRows={1}
        maxRows={10}
        maxLength={5000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.formActions}>
        {onClose ? (
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        ) : null}
        <Button type="submit" loading={sending}>
          {t(task ? 'customer.save' : 'task.add')}
        </Button>
      </div>
    </form>
  );
}
