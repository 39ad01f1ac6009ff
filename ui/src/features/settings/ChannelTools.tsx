import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { changeChannel, removeChannel } from '~/api/channels';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Agent, Channel } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { ConnectionTest, MessageTest } from './ChannelTests';
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
