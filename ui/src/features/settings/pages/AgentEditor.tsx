import { useQueryClient } from '@tanstack/react-query';
import type { Agent, Role } from '~/api/records';
import {
  type AgentRecord,
  changeRecord,
  keepRecord,
  type SkillRecord,
  type TeamRecord,
  useRecords,
} from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { setAgentSkills, useAgentSkills } from '~/api/settings-more';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { zoneChoices } from '~/lib/places';
import { showToast } from '~/lib/toasts';
import { RowsSkeleton } from '~/parts/states';
import { Group } from '../fields';
import { orNull } from '../kit/forms';
import { ChoiceBox, TextBox } from '../kit/inputs';
import { LevelPicks, MemberPicks } from '../kit/Picks';
import { RecordFrame } from '../kit/RecordFrame';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import { ROLES, roleWord } from '../kit/words';
import { AgentCare } from './AgentCare';

interface Form {
  name: string;
  email: string;
  role: string;
  language: string;
  time_zone: string;
  teams: number[];
  skills: Record<string, number>;
}

interface EditorProps {
  me: Agent;
  agent: AgentRecord;
  all: AgentRecord[];
}

/** Waits for what the form is filled from: the agent alone is not all of it. */
export function AgentEditor(props: EditorProps) {
  const teams = useRecords<TeamRecord>('teams');
  const skills = useRecords<SkillRecord>('skills');
  const held = useAgentSkills(props.agent.id);
  if (!teams.data || !skills.data || !held.data) return <RowsSkeleton rows={8} />;
  return (
    <LoadedEditor
      {...props}
      teams={teams.data}
      skills={skills.data}
      held={Object.fromEntries(held.data.map((one) => [one.skill_id, one.level]))}
    />
  );
}

interface LoadedProps extends EditorProps {
  teams: TeamRecord[];
  skills: SkillRecord[];
  held: Record<string, number>;
}

const check = (form: Form): Faults<Form> => (form.name.trim() === '' ? { name: t('set.name_needed') } : {});

function LoadedEditor({ me, agent, all, teams, skills, held }: LoadedProps) {
  const client = useQueryClient();
  const mayWrite = me.role === 'admin';
  const teamsOf = teams
    .filter((team) => team.members.some((one) => one.agent_id === agent.id))
    .map((team) => team.id);

  const writeTeams = async (wanted: number[]) => {
    for (const team of teams) {
      const isIn = teamsOf.includes(team.id);
      if (isIn === wanted.includes(team.id)) continue;
      const members = isIn
        ? team.members.filter((one) => one.agent_id !== agent.id)
        : [...team.members, { agent_id: agent.id }];
      keepRecord(
        client,
        'teams',
        await changeRecord<TeamRecord>('teams', team.id, team.version, {
          members: members.map((one) => ({ agent_id: one.agent_id })),
        }),
      );
    }
  };

  const state = useRecordForm<AgentRecord, Form>({
    record: agent,
    collection: 'agents',
    check,
    toForm: (record) => ({
      name: record?.name ?? '',
      email: record?.email ?? '',
      role: record?.role ?? 'agent',
      language: record?.language ?? '',
      time_zone: record?.time_zone ?? '',
      teams: teamsOf,
      skills: held,
    }),
    write: async ({ teams: wanted, skills: levels, ...own }, _form, version) => {
      const body = {
        ...own,
        ...(own.time_zone === undefined ? {} : { time_zone: orNull(own.time_zone) }),
        ...(own.role === undefined ? {} : { role: own.role as Role }),
      };
      const saved =
        Object.keys(body).length > 0
          ? await changeRecord<AgentRecord>('agents', agent.id, version, body)
          : agent;
      if (wanted) await writeTeams(wanted);
      if (levels) {
        const list = Object.entries(levels).map(([id, level]) => ({ skill_id: Number(id), level }));
        await setAgentSkills(agent.id, list);
        client.setQueryData(settingsKeys.agentSkills(agent.id), list);
        void client.invalidateQueries({ queryKey: settingsKeys.records('skills') });
      }
      return saved;
    },
  });

  const submit = async () => {
    if (await state.save()) showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
  };

  return (
    <RecordFrame
      state={state}
      title={agent.name}
      back={{ to: '/settings/agents', label: t('set.agents') }}
      entity="agent"
      id={agent.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_person')} lead={mayWrite ? undefined : t('set.only_admins')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={120}
          label={t('set.field_name')}
          hint={t('set.agent_name_hint')}
          disabled={!mayWrite}
        />
        <TextBox
          state={state}
          field="email"
          type="email"
          required
          label={t('set.field_email')}
          hint={t('set.agent_email_hint')}
          disabled={!mayWrite}
        />
        <ChoiceBox
          state={state}
          field="role"
          label={t('set.field_role')}
          hint={t(`set.role_why_${state.form.role as Role}`)}
          disabled={!mayWrite}
          options={ROLES.map((role) => ({ value: role, label: roleWord(role) }))}
        />
        <ChoiceBox
          state={state}
          field="language"
          label={t('set.field_language')}
          disabled={!mayWrite}
          options={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        />
        <ChoiceBox
          state={state}
          field="time_zone"
          label={t('set.field_time_zone')}
          disabled={!mayWrite}
          options={[{ value: '', label: t('set.zone_of_workspace') }, ...zoneChoices(state.form.time_zone)]}
        />
      </Group>
      <Group title={t('set.teams')} lead={t('set.agent_teams_lead')}>
        <MemberPicks
          legend={t('set.teams')}
          options={teams.map((team) => ({ id: team.id, name: team.name }))}
          chosen={state.form.teams}
          onChange={(chosen) => state.set({ teams: chosen })}
          none={t('set.no_teams')}
        />
      </Group>
      <Group title={t('set.skills')} lead={t('set.agent_skills_lead')}>
        <LevelPicks
          legend={t('set.skills')}
          options={skills.map((skill) => ({ id: skill.id, name: skill.name }))}
          levels={state.form.skills}
          onChange={(levels) => state.set({ skills: levels })}
          none={t('set.no_skills')}
        />
      </Group>
      {mayWrite ? <AgentCare me={me} agent={agent} others={all} /> : null}
    </RecordFrame>
  );
}
