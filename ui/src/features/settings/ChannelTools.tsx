import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import {
  type ChannelCheck,
  type CheckedSide,
  changeChannel,
  removeChannel,
  sendTestMessage,
  testChannel,
} from '~/api/channels';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Agent, Channel } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { Group } from './fields';
import classes from './Settings.module.css';

interface ToolsProps {
  me: Agent;
  channel: Channel;
  /** What is typed is not saved yet: a test would be of what was. */
  dirty: boolean;
  onKept: (channel: Channel) => void;
}

/** What can be done with a mailbox that is there: try it, pause it, remove it. */
export function ChannelTools({ me, channel, dirty, onKept }: ToolsProps) {
  return (
    <>
      <Group
        title={t('settings.group_tests')}
        lead={dirty ? t('settings.tests_dirty') : t('settings.tests_lead')}
      >
        <ConnectionTest channel={channel} />
        {channel.sends === 'smtp' ? <MessageTest channel={channel} to={me.email} /> : null}
      </Group>
      <Group title={t('settings.group_care')} lead={t('settings.care_lead')}>
        <PauseButton channel={channel} onKept={onKept} />
        <RemoveButton channel={channel} />
      </Group>
    </>
  );
}

function ConnectionTest({ channel }: { channel: Channel }) {
  const [busy, setBusy] = useState(false);
  const [check, setCheck] = useState<ChannelCheck | null>(null);
  const [error, setError] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    setCheck(null);
    setError(null);
    try {
      setCheck(await testChannel(channel.id));
    } catch (fault) {
      setError(asProblem(fault).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.wide}>
      <Button variant="default" loading={busy} onClick={() => void run()}>
        {t('settings.test_connection')}
      </Button>
      <div className={classes.results} role="status">
        {busy ? <p className={classes.faint}>{t('settings.testing')}</p> : null}
        {error ? <p className={classes.fault}>{error}</p> : null}
        {check ? (
          <>
            <Verdict name={t('settings.test_receive')} side={check.receive} />
            <Verdict name={t('settings.test_send')} side={check.send} />
          </>
        ) : null}
      </div>
    </div>
  );
}

function Verdict({ name, side }: { name: string; side: CheckedSide | null }) {
  if (!side) return null;
  return (
    <p className={classes.verdict} data-ok={side.ok}>
      <Icon name={side.ok ? 'check' : 'alert'} size={16} />
      <span>
        <strong>{name}: </strong>
        {side.detail || (side.ok ? t('settings.test_ok') : t('settings.test_failed'))}
      </span>
    </p>
  );
}

function MessageTest({ channel, to: known }: { channel: Channel; to: string }) {
  const [to, setTo] = useState(known);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    setSent(null);
    try {
      await sendTestMessage(channel.id, to.trim());
      setSent(to.trim());
    } catch (fault) {
      const problem = asProblem(fault);
      setError(problem.faultOf('to') ?? problem.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.wide}>
      <div className={classes.inline}>
        <TextInput
          label={t('settings.test_to')}
          type="email"
          autoComplete="email"
          value={to}
          error={error}
          onChange={(event) => setTo(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void run();
          }}
        />
        <Button variant="default" loading={busy} disabled={to.trim() === ''} onClick={() => void run()}>
          {t('settings.send_test')}
        </Button>
      </div>
      <p role="status" className={classes.verdict} data-ok="true" hidden={sent === null}>
        {sent ? t('settings.test_queued', { to: sent }) : null}
      </p>
    </div>
  );
}

function PauseButton({ channel, onKept }: { channel: Channel; onKept: (channel: Channel) => void }) {
  const [busy, setBusy] = useState(false);
  const toggle = async () => {
    setBusy(true);
    try {
      const next = await changeChannel(channel.id, channel.version, { is_active: !channel.is_active });
      onKept(next);
      showToast(next.is_active ? t('settings.did_activate') : t('settings.did_pause'), { tone: 'ok' });
    } catch (error) {
      showToast(t('ticket.not_saved'), { tone: 'danger', detail: asProblem(error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button variant="default" loading={busy} onClick={() => void toggle()}>
        {channel.is_active ? t('settings.pause') : t('settings.activate')}
      </Button>
      <p className={classes.hint}>{t('settings.pause_hint')}</p>
    </div>
  );
}

function RemoveButton({ channel }: { channel: Channel }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    setError(null);
    try {
      await removeChannel(channel.id, channel.version);
      setAsking(false);
      navigate('/settings/channels', { replace: true });
      showToast(t('settings.did_remove', { name: channel.name }), { tone: 'ok' });
      void client.invalidateQueries({ queryKey: keys.channels });
    } catch (fault) {
      setError(asProblem(fault).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button variant="default" color="danger" onClick={() => setAsking(true)}>
        {t('settings.remove')}
      </Button>
      <p className={classes.hint}>{t('settings.remove_hint')}</p>
      {asking ? (
        <Modal opened onClose={() => setAsking(false)} title={t('settings.remove_title')} size={440}>
          <p className={classes.dialogWords}>{t('settings.remove_why', { name: channel.name })}</p>
          {error ? (
            <p className={classes.fault} role="alert">
              {error}
            </p>
          ) : null}
          <div className={classes.dialogActions}>
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button color="danger" loading={busy} onClick={() => void remove()}>
              {t('settings.remove')}
            </Button>
          </div>
        </Modal>
      ) : null}
    </div>
  );
}
