import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type AgentRecord, type TeamRecord, useRecords } from '~/api/settings';
import { t } from '~/lib/i18n';
import { Ago, Avatar, Pill } from '~/parts/marks';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { roleWord } from '../kit/words';
import classes from '../Settings.module.css';
import { AgentEditor } from './AgentEditor';
import { InviteForm } from './InviteForm';
import { type PageProps, recordOf } from './page';

export default function Agents({ me, id }: PageProps) {
  const agents = useRecords<AgentRecord>('agents');
  const record = recordOf(id);
  if (record === undefined) return <AgentList mayAdd={me.role === 'admin'} />;
  if (record === null) return <InviteForm />;
  return (
    <RecordLoader query={agents} id={record}>
      {(agent, all) => (agent ? <AgentEditor key={agent.id} me={me} agent={agent} all={all} /> : null)}
    </RecordLoader>
  );
}

function AgentList({ mayAdd }: { mayAdd: boolean }) {
  const [, navigate] = useLocation();
  const [withOff, setWithOff] = useState(false);
  const agents = useRecords<AgentRecord>('agents');
  const teams = useRecords<TeamRecord>('teams');
  const off = agents.data?.filter((one) => !one.is_active).length ?? 0;
  const teamsOf = (agent: AgentRecord) =>
    (teams.data ?? [])
      .filter((team) => team.members.some((one) => one.agent_id === agent.id))
      .map((team) => team.name);
  return (
    <ListFrame
      title={t('set.agents')}
      lead={t('set.agents_lead')}
      icon="user"
      query={agents}
      textOf={(agent) => `${agent.name} ${agent.email}`}
      keep={(agent) => withOff || agent.is_active}
      add={mayAdd ? { label: t('set.invite'), run: () => navigate('/settings/agents/new') } : undefined}
      empty={{ title: t('set.no_agents'), why: t('set.no_agents_why') }}
      tools={
        off > 0 ? (
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={withOff}
              onChange={(event) => setWithOff(event.currentTarget.checked)}
            />
            {t('set.with_inactive', { count: off })}
          </label>
        ) : undefined
      }
    >
      {(agent) => (
        <>
          <Avatar name={agent.name} size={32} />
          <div className={kit.names}>
            <Link href={`/settings/agents/${agent.id}`} className={kit.link}>
              {agent.name}
            </Link>
            <span className={kit.sub}>{[agent.email, ...teamsOf(agent)].join(' · ')}</span>
          </div>
          <div className={kit.facts}>
            {agent.is_active ? null : <Pill>{t('set.inactive')}</Pill>}
            <Pill tone={agent.role === 'admin' ? 'brand' : 'plain'}>{roleWord(agent.role)}</Pill>
            <span>
              {agent.last_seen_at ? (
                <>
                  {t('set.seen')} <Ago at={agent.last_seen_at} />
                </>
              ) : (
                t('set.never_seen')
              )}
            </span>
          </div>
        </>
      )}
    </ListFrame>
  );
}
