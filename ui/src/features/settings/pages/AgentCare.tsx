import { Button, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { type AgentRecord, changeRecord, keepRecord } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { handOver, type LinkAnswer, makePasswordLink, useAgentLoad } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Group } from '../fields';
import { Confirm } from '../kit/Confirm';
import classes from '../Settings.module.css';
import { LinkNotice } from './LinkNotice';

interface CareProps {
  me: Agent;
  agent: AgentRecord;
  others: AgentRecord[];
}

/** A new way in for who lost it, and what becomes of who leaves. */
export function AgentCare({ me, agent, others }: CareProps) {
  const client = useQueryClient();
  const [made, setMade] = useState<LinkAnswer | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const attempt = async (run: () => Promise<void>) => {
    setBusy(true);
    try {
      await run();
    } catch (error) {
      showToast(t('set.not_done'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
    }
  };
  const link = () => attempt(async () => setMade(await makePasswordLink(agent.id)));
  const comeBack = () =>
    attempt(async () => {
      keepRecord(
        client,
        'agents',
        await changeRecord<AgentRecord>('agents', agent.id, agent.version, { is_active: true }),
      );
      showToast(t('set.did_activate', { name: agent.name }), { tone: 'ok' });
    });
  return (
    <Group title={t('set.group_access')} lead={t('set.access_lead')}>
      {agent.is_active ? (
        <div>
          <Button variant="default" loading={busy} onClick={() => void link()}>
            {t('set.make_link')}
          </Button>
          <p className={classes.hint}>{t('set.make_link_hint')}</p>
        </div>
      ) : null}
      {made ? (
        <div className={classes.wide}>
          <LinkNotice made={made} words={t('set.link_made', { name: agent.name })} />
        </div>
      ) : null}
      <div>
        {agent.is_active ? (
          <Button
            variant="default"
            color="danger"
            disabled={agent.id === me.id}
            onClick={() => setLeaving(true)}
          >
            {t('set.deactivate')}
          </Button>
        ) : (
          <Button variant="default" loading={busy} onClick={() => void comeBack()}>
            {t('set.activate')}
          </Button>
        )}
        <p className={classes.hint}>
          {agent.id === me.id ? t('set.not_yourself') : t('set.deactivate_hint')}
        </p>
      </div>
      {leaving ? <LeaveDialog agent={agent} others={others} onClose={() => setLeaving(false)} /> : null}
    </Group>
  );
}

function LeaveDialog({
  agent,
  others,
  onClose,
}: {
  agent: AgentRecord;
  others: AgentRecord[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const load = useAgentLoad(agent.id);
  const [to, setTo] = useState('keep');
  const [left, setLeft] = useState<number | null>(null);
  const open = load.data ?? 0;
  const run = async () => {
    if (open > 0 && to !== 'keep') {
      const target = to === 'nobody' ? null : Number(to);
      let state = await handOver(agent.id, target);
      while (state.left > 0 && state.moved > 0) {
        setLeft(state.left);
        state = await handOver(agent.id, target);
      }
      setLeft(null);
    }
    keepRecord(
      client,
      'agents',
      await changeRecord<AgentRecord>('agents', agent.id, agent.version, { is_active: false }),
    );
    void client.invalidateQueries({ queryKey: settingsKeys.agentLoad(agent.id) });
    void client.invalidateQueries({ queryKey: ['tickets'] });
    showToast(t('set.did_deactivate', { name: agent.name }), { tone: 'ok' });
  };
  return (
    <Confirm
      title={t('set.deactivate_title', { name: agent.name })}
      action={t('set.deactivate')}
      disabled={load.isPending}
      onClose={onClose}
      run={run}
    >
      <p>{t('set.deactivate_why')}</p>
      {open > 0 ? (
        <NativeSelect
          label={t('set.open_tickets', { count: open })}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          data={[
            { value: 'keep', label: t('set.tickets_stay') },
            { value: 'nobody', label: t('set.tickets_to_nobody') },
            ...others
              .filter((one) => one.is_active && one.id !== agent.id)
              .map((one) => ({ value: String(one.id), label: t('set.tickets_to', { name: one.name }) })),
          ]}
        />
      ) : null}
      <p role="status">{left === null ? '' : t('set.tickets_left', { count: left })}</p>
    </Confirm>
  );
}
