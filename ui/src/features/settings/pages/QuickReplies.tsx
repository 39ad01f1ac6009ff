import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import {
  changeRecord,
  createRecord,
  dropRecord,
  type QuickReplyRecord,
  removeRecord,
  useRecords,
} from '~/api/settings';
import { LANGUAGE_NAMES, t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Pill } from '~/parts/marks';
import { Group } from '../fields';
import { AreaBox, CheckBox, inputId, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { removeSoon } from '../kit/remove-soon';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { VariableButtons } from './MacroSteps';
import { type PageProps, recordOf } from './page';

export default function QuickReplies({ id }: PageProps) {
  const replies = useRecords<QuickReplyRecord>('quick_replies');
  const [, navigate] = useLocation();
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={replies} id={record}>
        {(reply) => <ReplyEditor key={reply?.id ?? 'new'} reply={reply} />}
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.quick_replies')}
      lead={t('set.quick_replies_lead')}
      icon="chat"
      query={replies}
      textOf={(reply) => `${reply.shortcut} ${reply.name}`}
      goingName={(reply) => `quick_reply:${reply.id}`}
      add={{ label: t('set.add_quick_reply'), run: () => navigate('/settings/quick_replies/new') }}
      empty={{ title: t('set.no_quick_replies'), why: t('set.no_quick_replies_why') }}
    >
      {(reply) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/quick_replies/${reply.id}`} className={kit.link}>
              /{reply.shortcut} · {reply.name}
            </Link>
            <span className={`${kit.sub} ${kit.oneLine}`}>{reply.text}</span>
          </div>
          <Pill icon={reply.is_shared ? 'customers' : 'lock'}>
            {reply.is_shared ? t('set.shared') : t('set.private')}
          </Pill>
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  shortcut: string;
  name: string;
  text: string;
  text_es: string;
  text_en: string;
  text_pt: string;
  is_shared: boolean;
}

const LANGUAGES = ['es', 'en', 'pt'] as const;

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (!/^[\p{L}\p{N}_-]+$/u.test(form.shortcut.trim())) faults.shortcut = t('set.shortcut_wrong');
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  if (form.text.trim() === '') faults.text = t('set.text_needed');
  return faults;
}

function ReplyEditor({ reply }: { reply: QuickReplyRecord | null }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<QuickReplyRecord, Form>({
    record: reply,
    collection: 'quick_replies',
    check,
    toForm: (record) => ({
      shortcut: record?.shortcut ?? '',
      name: record?.name ?? '',
      text: record?.text ?? '',
      text_es: record?.texts?.es ?? '',
      text_en: record?.texts?.en ?? '',
      text_pt: record?.texts?.pt ?? '',
      is_shared: record?.is_shared ?? true,
    }),
    write: ({ text_es, text_en, text_pt, ...own }, form, version) => {
      const said = LANGUAGES.map((one) => [one, form[`text_${one}`].trim()] as const).filter(
        ([, text]) => text !== '',
      );
      const changed = [text_es, text_en, text_pt].some((one) => one !== undefined);
      const body = {
        ...own,
        ...(changed ? { texts: said.length > 0 ? Object.fromEntries(said) : null } : {}),
      };
      return reply
        ? changeRecord<QuickReplyRecord>('quick_replies', reply.id, version, body)
        : createRecord<QuickReplyRecord>('quick_replies', body);
    },
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!reply) navigate(`/settings/quick_replies/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!reply) return;
    navigate('/settings/quick_replies');
    removeSoon(`quick_reply:${reply.id}`, t('set.did_remove', { name: reply.name }), async () => {
      await removeRecord('quick_replies', reply.id, reply.version);
      dropRecord(client, 'quick_replies', reply.id);
    });
  };
  const insert = (name: string) => {
    const box = document.getElementById(inputId('text')) as HTMLTextAreaElement | null;
    const { text } = state.form;
    const at = box?.selectionStart ?? text.length;
    state.set({ text: `${text.slice(0, at)}{{${name}}}${text.slice(at)}` });
    box?.focus();
  };
  return (
    <RecordFrame
      state={state}
      title={reply ? `/${reply.shortcut}` : t('set.new_quick_reply')}
      back={{ to: '/settings/quick_replies', label: t('set.quick_replies') }}
      entity="quick_reply"
      id={reply?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_quick_reply')}>
        <TextBox state={state} field="name" required maxLength={120} label={t('set.field_name')} />
        <TextBox
          state={state}
          field="shortcut"
          required
          maxLength={40}
          label={t('set.field_shortcut')}
          hint={t('set.shortcut_hint')}
        />
        <CheckBox
          state={state}
          field="is_shared"
          label={t('set.field_is_shared')}
          hint={t('set.shared_hint')}
        />
        <AreaBox state={state} field="text" rows={7} required label={t('set.field_text')} />
        <div className={classes.wide}>
          <VariableButtons onInsert={insert} />
        </div>
      </Group>
      <Group title={t('set.field_texts')} lead={t('set.texts_lead')}>
        {LANGUAGES.map((one) => (
          <AreaBox key={one} state={state} field={`text_${one}`} rows={4} label={LANGUAGE_NAMES[one]} />
        ))}
      </Group>
      {reply ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
