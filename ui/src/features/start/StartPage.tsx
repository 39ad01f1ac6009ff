import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { settingsKeys } from '~/api/settings-keys';
import { changeWorkspace, useWorkspaceSettings, type WorkspaceSettings } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Logo } from '~/parts/Icon';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { HoursStep } from './HoursStep';
import { MailboxStep } from './MailboxStep';
import { PeopleStep } from './PeopleStep';
import classes from './Start.module.css';
import { nextStep, STEPS, type Step, stepOf } from './steps';
import { WorkspaceStep } from './WorkspaceStep';

/** Each step keeps what it was told and says that it is done; whoever comes back goes on where it was left. */
export default function StartPage({ me, onLeave }: { me: Agent; onLeave: (to: string) => void }) {
  const settings = useWorkspaceSettings();
  useTitle(t('start.title'));
  if (settings.isError && !settings.data)
    return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <RowsSkeleton rows={6} />;
  return <Steps me={me} settings={settings.data} onLeave={onLeave} />;
}

interface StepsProps {
  me: Agent;
  settings: WorkspaceSettings;
  onLeave: (to: string) => void;
}

function Steps({ me, settings, onLeave }: StepsProps) {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>(() => stepOf(settings.setup_step));
  const [error, setError] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const at = STEPS.indexOf(step);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step, another heading to read
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus();
    isFirst.current = false;
  }, [step]);

  const keep = async (next: Step | null) => {
    const latest = client.getQueryData<WorkspaceSettings>(settingsKeys.workspace) ?? settings;
    const kept = await changeWorkspace(latest.version, { setup_step: next });
    client.setQueryData(settingsKeys.workspace, kept);
  };
  const goOn = async () => {
    setError(null);
    try {
      const next = nextStep(step);
      await keep(next);
      if (next) setStep(next);
      else onLeave('/inbox');
    } catch (fault) {
      setError(asProblem(fault).message);
    }
  };
  const body = {
    workspace: <WorkspaceStep settings={settings} onDone={goOn} />,
    hours: <HoursStep onDone={goOn} />,
    mailbox: <MailboxStep onDone={goOn} onConnect={() => onLeave('/settings/channels/new')} />,
    people: <PeopleStep me={me} onDone={goOn} />,
  }[step];

  return (
    <div className={classes.screen}>
      <header className={classes.top}>
        <span className={classes.brand}>
          <Logo />
          Lazo
        </span>
        <Button variant="subtle" onClick={() => onLeave('/inbox')}>
          {t('start.later')}
        </Button>
      </header>
      <main className={classes.middle}>
        <div className={classes.card}>
          <nav aria-label={t('start.title')}>
            <p className={classes.count}>{t('start.step', { at: at + 1, of: STEPS.length })}</p>
            <ol className={classes.dots}>
              {STEPS.map((one, index) => (
                <li
                  key={one}
                  className={classes.dot}
                  data-done={index < at}
                  aria-current={index === at ? 'step' : undefined}
                >
                  <button
                    type="button"
                    disabled={index >= at}
                    onClick={() => setStep(one)}
                    className={classes.dotName}
                  >
                    {t(`start.${one}`)}
                  </button>
                </li>
              ))}
            </ol>
          </nav>
          <div className={classes.head}>
            <h1 ref={heading} tabIndex={-1}>
              {t(`start.${step}_title`)}
            </h1>
            <p className={classes.lead}>{t(`start.${step}_lead`)}</p>
          </div>
          {error ? (
            <div className={classes.error} role="alert">
              {error}
            </div>
          ) : null}
          {body}
        </div>
      </main>
    </div>
  );
}
