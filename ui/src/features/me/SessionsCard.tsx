import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import { endOtherSessions, endSession, type OwnSession, SESSIONS_KEY, useOwnSessions } from '~/api/security';
import { formatAgo, formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { deviceWords } from './device';
import classes from './Me.module.css';

/** Where one is signed in; each but this one can be ended. */
export function SessionsCard() {
  const sessions = useOwnSessions();
  const client = useQueryClient();
  const [busy, setBusy] = useState<number | 'others' | null>(null);
  const end = async (which: number | 'others') => {
    setBusy(which);
    try {
      await (which === 'others' ? endOtherSessions() : endSession(which));
      showToast(which === 'others' ? t('me.sessions_ended') : t('me.session_ended'), { tone: 'ok' });
    } catch (fault) {
      showToast(asProblem(fault).message, { tone: 'danger' });
    } finally {
      setBusy(null);
      await client.invalidateQueries({ queryKey: SESSIONS_KEY });
    }
  };
  const list = sessions.data ?? [];
  return (
    <section className={classes.card} aria-labelledby="me-sessions">
      <h3 id="me-sessions">{t('me.sessions')}</h3>
      <p className={classes.hint}>{t('me.sessions_why')}</p>
      {sessions.isError ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : sessions.isPending ? (
        <RowsSkeleton rows={2} />
      ) : (
        <ul className={classes.sessions}>
          {list.map((session) => (
            <Line
              key={session.id}
              session={session}
              busy={busy === session.id}
              onEnd={() => void end(session.id)}
            />
          ))}
        </ul>
      )}
      {list.length > 1 ? (
        <div className={classes.actions}>
          <Button variant="default" loading={busy === 'others'} onClick={() => void end('others')}>
            {t('me.end_others')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Line({ session, busy, onEnd }: { session: OwnSession; busy: boolean; onEnd: () => void }) {
  const device = deviceWords(session.device);
  return (
    <li className={classes.sessionLine}>
      <div>
        <strong>{device}</strong>
        <p className={classes.hint} title={formatDateTime(session.created_at)}>
          {[session.address, session.is_current ? t('me.this_session') : formatAgo(session.last_used_at)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {session.is_current ? null : (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          aria-label={t('me.end_named', { device })}
          onClick={onEnd}
        >
          {t('me.end')}
        </Button>
      )}
    </li>
  );
}
