import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useChannels } from '~/api/channels';
import { api, take } from '~/api/client';
import { useAgents } from '~/api/people';
import type { Agent, Page, Ticket } from '~/api/records';
import { useWorkspaceSettings } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { setPreference } from '~/lib/preferences';
import { Icon } from '~/parts/Icon';
import classes from './FirstSteps.module.css';
import { openDialog } from './screens';

interface FirstStep {
  label: string;
  isDone: boolean;
  run: () => void;
}

/** Whether anybody has written yet. */
const useHasTickets = () =>
  useQuery({
    queryKey: ['tickets', 'any'],
    queryFn: async () =>
      (await take<Page<Ticket>>(api.GET('/api/v1/tickets', { params: { query: { limit: 1 } } }))).data
        .length > 0,
  });

/** For somebody new: what is worth doing first. It can be sent away for good. */
export default function FirstSteps({ me, onNewTicket }: { me: Agent; onNewTicket: () => void }) {
  return me.role === 'admin' ? <OfWorkspace onNewTicket={onNewTicket} /> : <OfAgent />;
}

function OfAgent() {
  const [location, navigate] = useLocation();
  if (!location.startsWith('/inbox')) return null;
  const steps: FirstStep[] = [
    { label: t('start.first_account'), isDone: false, run: () => navigate('/me') },
    { label: t('start.first_palette'), isDone: false, run: () => openDialog.set('palette') },
    { label: t('start.first_keys'), isDone: false, run: () => openDialog.set('keys') },
  ];
  return <Steps title={t('start.first')} steps={steps} action={null} />;
}

function OfWorkspace({ onNewTicket }: { onNewTicket: () => void }) {
  const [location, navigate] = useLocation();
  const settings = useWorkspaceSettings();
  const channels = useChannels();
  const agents = useAgents();
  const hasTickets = useHasTickets();
  if (!settings.data) return null;
  const isOpen = settings.data.setup_step !== null;
  if (!isOpen && !location.startsWith('/inbox')) return null;
  const action = isOpen ? { label: t('start.go_on'), run: () => navigate('/start') } : null;
  const steps: FirstStep[] = isOpen
    ? []
    : [
        {
          label: t('start.mailbox_connect'),
          isDone: (channels.data ?? []).length > 0,
          run: () => navigate('/settings/channels/new'),
        },
        {
          label: t('start.first_people'),
          isDone: (agents.data ?? []).length > 1,
          run: () => navigate('/settings/agents'),
        },
        { label: t('start.first_ticket'), isDone: hasTickets.data ?? false, run: onNewTicket },
        { label: t('start.first_palette'), isDone: false, run: () => openDialog.set('palette') },
      ];
  return <Steps title={isOpen ? t('start.open') : t('start.first')} steps={steps} action={action} />;
}

interface StepsProps {
  title: string;
  steps: readonly FirstStep[];
  action: { label: string; run: () => void } | null;
}

function Steps({ title, steps, action }: StepsProps) {
  return (
    <section className={classes.strip} aria-label={title}>
      <strong className={classes.title}>{title}</strong>
      <ul className={classes.steps}>
        {steps.map((step) => (
          <li key={step.label}>
            <button type="button" className={classes.step} data-done={step.isDone} onClick={step.run}>
              <Icon name={step.isDone ? 'check' : 'right'} size={14} />
              {step.label}
              {step.isDone ? <span className="visually-hidden"> ({t('start.done')})</span> : null}
            </button>
          </li>
        ))}
      </ul>
      {action ? (
        <button type="button" className={classes.action} onClick={action.run}>
          {action.label}
        </button>
      ) : null}
      <ActionIcon
        aria-label={t('start.hide')}
        title={t('start.hide')}
        onClick={() => setPreference('firstSteps', false)}
      >
        <Icon name="close" size={16} />
      </ActionIcon>
    </section>
  );
}
