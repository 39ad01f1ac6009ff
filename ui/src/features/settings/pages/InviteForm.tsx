import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '~/api/records';
import { type AgentRecord, keepRecord } from '~/api/settings';
import { inviteAgent, type LinkAnswer } from '~/api/settings-more';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { Group } from '../fields';
import { orNull } from '../kit/forms';
import { ChoiceBox, TextBox } from '../kit/inputs';
import { RecordFrame } from '../kit/RecordFrame';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import { ROLES, roleWord } from '../kit/words';
import { LinkNotice } from './LinkNotice';

interface Invite {
  email: string;
  name: string;
  role: string;
  language: string;
}

const EMPTY: Invite = { email: '', name: '', role: 'agent', language: '' };

const check = (form: Invite): Faults<Invite> =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form.email.trim()) ? {} : { email: t('set.email_wrong') };

/** Somebody new: a letter with a link leaves, or the link is shown to be handed over. */
export function InviteForm() {
  const client = useQueryClient();
  const [made, setMade] = useState<LinkAnswer | null>(null);
  const state = useRecordForm<AgentRecord, Invite>({
    record: null,
    collection: null,
    toForm: () => EMPTY,
    check,
    write: async (_changed, form) => {
      const answer = await inviteAgent({
        email: form.email.trim(),
        name: orNull(form.name),
        role: form.role as Role,
        language: orNull(form.language),
      });
      setMade(answer);
      keepRecord(client, 'agents', answer.agent);
      return answer.agent;
    },
  });
  const submit = () => void state.save();
  return (
    <RecordFrame
      state={state}
      title={t('set.invite')}
      back={{ to: '/settings/agents', label: t('set.agents') }}
      onSubmit={submit}
    >
      {made ? (
        <LinkNotice made={made} words={t('set.invited', { name: made.agent.name })}>
          <Button variant="default" size="xs" onClick={() => setMade(null)}>
            {t('set.close_notice')}
          </Button>
        </LinkNotice>
      ) : null}
      <Group title={t('set.invite_group')} lead={t('set.invite_lead')}>
        <TextBox state={state} field="email" type="email" required label={t('set.field_email')} />
        <TextBox
          state={state}
          field="name"
          label={t('set.field_name')}
          hint={t('set.invite_name_hint')}
          maxLength={120}
        />
        <ChoiceBox
          state={state}
          field="role"
          label={t('set.field_role')}
          options={ROLES.map((role) => ({ value: role, label: roleWord(role) }))}
        />
        <ChoiceBox
          state={state}
          field="language"
          label={t('set.field_language')}
          options={[
            { value: '', label: t('set.language_of_workspace') },
            ...LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] })),
          ]}
        />
      </Group>
    </RecordFrame>
  );
}
