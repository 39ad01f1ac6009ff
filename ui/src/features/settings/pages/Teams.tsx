import { Link, useLocation } from 'wouter';
import { useChannels } from '~/api/channels';
import { type AgentRecord, changeRecord, createRecord, type TeamRecord, useRecords } from '~/api/settings';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Pill } from '~/parts/marks';
import { RowsSkeleton } from '~/parts/states';
import { Group } from '../fields';
import { CheckBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { MemberPicks } from '../kit/Picks';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { type PageProps, recordOf } from './page';

export default function Teams({ id }: PageProps) {
  const teams = useRecords<TeamRecord>('teams');
  const agents = useRecords<AgentRecord>('agents');
  const [, navigate] = useLocation();
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={teams} id={record}>
        {(team) =>
          agents.data ? (
            <TeamEditor key={team?.id ?? 'new'} team={team} agents={agents.data} />
          ) : (
            <RowsSkeleton rows={6} />
          )
        }
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.teams')}
      lead={t('set.teams_lead')}
      icon="customers"
      query={teams}
      textOf={(team) => team.name}
      add={{ label: t('set.add_team'), run: () => navigate('/settings/teams/new') }}
      empty={{ title: t('set.no_teams'), why: t('set.no_teams_why') }}
    >
      {(team) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/teams/${team.id}`} className={kit.link}>
              {team.name}
            </Link>
            <span className={kit.sub}>{t('set.members_count', { count: team.members.length })}</span>
          </div>
          {team.is_restricted ? <Pill icon="lock">{t('set.restricted')}</Pill> : null}
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  name: string;
  is_restricted: boolean;
  members: number[];
}

const check = (form: Form): Faults<Form> => (form.name.trim() === '' ? { name: t('set.name_needed') } : {});

function TeamEditor({ team, agents }: { team: TeamRecord | null; agents: AgentRecord[] }) {
  const [, navigate] = useLocation();
  const channels = useChannels();
  const state = useRecordForm<TeamRecord, Form>({
    record: team,
    collection: 'teams',
    check,
    toForm: (record) => ({
      name: record?.name ?? '',
      is_restricted: record?.is_restricted ?? false,
      members: (record?.members ?? []).map((one) => one.agent_id).sort((a, b) => a - b),
    }),
    write: ({ members, ...own }, _form, version) => {
      const body = {
        ...own,
        ...(members ? { members: members.map((agent_id) => ({ agent_id })) } : {}),
      };
      return team
        ? changeRecord<TeamRecord>('teams', team.id, version, body)
        : createRecord<TeamRecord>('teams', body);
    },
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!team) navigate(`/settings/teams/${saved.id}`, { replace: true });
  };
  const people = agents.filter((one) => one.is_active || state.before.members.includes(one.id));
  const mailboxes = team ? (channels.data ?? []).filter((one) => one.team_id === team.id) : [];
  return (
    <RecordFrame
      state={state}
      title={team ? team.name : t('set.new_team')}
      back={{ to: '/settings/teams', label: t('set.teams') }}
      entity="team"
      id={team?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_team')}>
        <TextBox state={state} field="name" required maxLength={100} label={t('set.field_name')} />
        <CheckBox
          state={state}
          field="is_restricted"
          label={t('set.field_is_restricted')}
          hint={t('set.restricted_hint')}
        />
      </Group>
      <Group
        title={t('set.field_members')}
        lead={t('set.members_count', { count: state.form.members.length })}
      >
        <MemberPicks
          legend={t('set.field_members')}
          options={people}
          chosen={state.form.members}
          onChange={(members) => state.set({ members })}
          none={t('set.no_agents')}
        />
      </Group>
      {team ? (
        <Group title={t('settings.channels')} lead={t('set.team_mailboxes_lead')}>
          {mailboxes.length === 0 ? (
            <p className={classes.hint}>{t('set.no_team_mailboxes')}</p>
          ) : (
            <ul>
              {mailboxes.map((one) => (
                <li key={one.id}>
                  <Link href={`/settings/channels/${one.id}`}>{one.name}</Link>{' '}
                  <span className={classes.faint}>{one.address}</span>
                </li>
              ))}
            </ul>
          )}
        </Group>
      ) : null}
    </RecordFrame>
  );
}
