import { ActionIcon, Button } from '@mantine/core';
import { lazy, memo, Suspense, useState } from 'react';
import type { Ticket, TicketChange } from '~/api/records';
import { useMe } from '~/api/session';
import { useCommand, withKeys } from '~/lib/commands';
import { formatDateTime } from '~/lib/format';
import { t, withTexts } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { ChannelMark } from '~/parts/marks';
import { PresenceBar } from '~/parts/Presence';
import { caseDetails } from './case/dialogs';
import { AgentPick, PriorityPick, StatusPick, TagsPick, TypePick } from './picks';
import classes from './TicketHeader.module.css';

// What is not needed to read a case comes when it is there.
const CaseBar = lazy(() => withTexts('case', import('./case/CaseBar')));
const CaseMenu = lazy(() => withTexts('case', import('./case/CaseMenu')));
const CaseDetails = lazy(() => withTexts('case', import('./case/CaseDetails')));
const CaseBanner = lazy(() => withTexts('case', import('./case/CaseBanner')));

interface TicketHeaderProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
  onSolve: () => void;
  onBack: () => void;
  showBack: boolean;
  onPanel: () => void;
  showPanel: boolean;
  /** The case left the lists: the screen may go on to the next one. */
  onGone: () => void;
}

type MenuName = 'status' | 'priority' | 'agent' | 'tags' | 'type';
export const TicketHeader = memo(function TicketHeader(props: TicketHeaderProps) {
  const { ticket, onChange, onSolve, onBack, showBack, onPanel, showPanel, onGone } = props;
  const [menu, setMenu] = useState<MenuName | null>(null);
  const me = useMe();
  const details = useStore(caseDetails);
  const isDone = ticket.status === 'solved' || ticket.status === 'closed';
  const isKept = ticket.deleted_at === null;
  const isApart = !isKept || ticket.is_spam || ticket.snoozed_until !== null || ticket.merged_into !== null;
  const number = `#${ticket.number ?? ticket.id}`;

  const copyNumber = () => {
    void navigator.clipboard
      ?.writeText(number)
      .then(() => showToast(t('ticket.copied', { number }), { tone: 'ok' }));
  };
  useCommand('ticket.status', { enabled: isKept, run: () => setMenu('status') });
  useCommand('ticket.priority', { enabled: isKept, run: () => setMenu('priority') });
  useCommand('ticket.assign', { enabled: isKept, run: () => setMenu('agent') });
  useCommand('ticket.type', { enabled: isKept, run: () => setMenu('type') });
  useCommand('ticket.tag', { enabled: isKept, run: () => setMenu('tags') });
  useCommand('ticket.assign_me', {
    run: () => {
      if (me) onChange({ agent_id: me.id });
    },
    enabled: isKept && ticket.agent_id !== me?.id,
  });
  useCommand('ticket.resolve', { run: onSolve, enabled: isKept && !isDone });
  useCommand('ticket.copy_number', { run: copyNumber });
  useCommand('ticket.customer_panel', { run: onPanel });
  useCommand('list.back', { run: onBack });

  const opener = (name: MenuName) => (opened: boolean) => setMenu(opened ? name : null);

  return (
    <header className={classes.head}>
      <div className={classes.top}>
        {showBack ? (
          <ActionIcon aria-label={t('action.back')} onClick={onBack}>
            <Icon name="left" />
          </ActionIcon>
        ) : null}
        <div className={classes.title}>
          <h2>{ticket.subject || t('ticket.no_subject')}</h2>
          <div className={classes.meta}>
            <button
              type="button"
              className={classes.number}
              onClick={copyNumber}
              title={withKeys(t('ticket.copy'), 'ticket.copy_number')}
            >
              {number}
            </button>
            <ChannelMark channel={ticket.channel} />
            <span className={classes.opened}>
              {t('ticket.opened_on', { date: formatDateTime(ticket.created_at) })}
            </span>
            <PresenceBar ticketId={ticket.id} />
          </div>
        </div>
        {ticket.status === 'closed' || !isKept ? null : isDone ? (
          <Button
            variant="default"
            className={classes.main}
            leftSection={<Icon name="undo" size={16} />}
            onClick={() => onChange({ status: 'open' })}
          >
            <span className={classes.mainText}>{t('ticket.reopen')}</span>
          </Button>
        ) : (
          <Button
            className={classes.main}
            leftSection={<Icon name="check" size={16} />}
            title={withKeys(t('ticket.solve'), 'ticket.resolve')}
            onClick={onSolve}
          >
            <span className={classes.mainText}>{t('ticket.solve')}</span>
          </Button>
        )}
        <span className={classes.menu}>
          <Suspense fallback={null}>
            <CaseMenu ticket={ticket} onChange={onChange} onGone={onGone} />
          </Suspense>
        </span>
        {showPanel ? (
          <ActionIcon
            aria-label={t('ticket.customer_panel')}
            title={withKeys(t('ticket.customer_panel'), 'ticket.customer_panel')}
            onClick={onPanel}
          >
            <Icon name="panel" />
          </ActionIcon>
        ) : null}
      </div>
      <div className={classes.bar} inert={!isKept}>
        <StatusPick
          ticket={ticket}
          opened={menu === 'status'}
          onOpened={opener('status')}
          onChange={onChange}
        />
        <AgentPick
          ticket={ticket}
          me={me ?? null}
          opened={menu === 'agent'}
          onOpened={opener('agent')}
          onChange={onChange}
        />
        <PriorityPick
          ticket={ticket}
          opened={menu === 'priority'}
          onOpened={opener('priority')}
          onChange={onChange}
        />
        <TypePick ticket={ticket} opened={menu === 'type'} onOpened={opener('type')} onChange={onChange} />
        <TagsPick ticket={ticket} opened={menu === 'tags'} onOpened={opener('tags')} onChange={onChange} />
        <Suspense fallback={null}>
          <CaseBar ticket={ticket} onChange={onChange} />
        </Suspense>
      </div>
      {details && isKept ? (
        <Suspense fallback={null}>
          <CaseDetails ticket={ticket} onChange={onChange} />
        </Suspense>
      ) : null}
      {isApart ? (
        <Suspense fallback={null}>
          <CaseBanner ticket={ticket} onChange={onChange} />
        </Suspense>
      ) : null}
    </header>
  );
});
