import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ChannelCheck, type CheckedSide, sendTestMessage, testChannel } from '~/api/channels';
import { asProblem } from '~/api/problem';
import type { Channel } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './Settings.module.css';

/** Signs in at both servers, now, and says what happened at each. */
export function ConnectionTest({ channel }: { channel: Channel }) {
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

/** Sends a mail by the mailbox; how that went shows in its state. */
export function MessageTest({ channel, to: known }: { channel: Channel; to: string }) {
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
