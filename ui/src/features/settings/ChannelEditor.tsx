import { Button } from '@mantine/core';
import { type FormEvent, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { type SecretName, useKeptSecrets } from '~/api/channels';
import type { Agent, Channel } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import { ChannelTools } from './ChannelTools';
import { ConflictNotice } from './ConflictNotice';
import { type FormField, fieldName, withPreset } from './channel-form';
import { fieldId } from './fields';
import { IdentityFields } from './IdentityFields';
import { LeaveDialog } from './LeaveDialog';
import { LoginFields } from './LoginFields';
import { PresetPicker } from './PresetPicker';
import { ReceiveFields } from './ReceiveFields';
import { SendFields, TrustFields } from './SendFields';
import classes from './Settings.module.css';
import { SideState } from './SideState';
import { useChannelForm } from './use-channel-form';

const SECRET_FIELDS: readonly string[] = ['password', 'refresh_token', 'client_secret'];
const nameOf = (field: string): string =>
  SECRET_FIELDS.includes(field) ? t(`settings.secret_${field as SecretName}`) : fieldName(field as FormField);

/** The settings of a mailbox, with its tools; everything is sent with the bar below. */
export function ChannelEditor({ me, channel }: { me: Agent; channel: Channel | null }) {
  const [, navigate] = useLocation();
  const state = useChannelForm(channel);
  const { form, set, faults, problem } = state;
  const kept = useKeptSecrets(channel?.id ?? null);
  const summary = useRef<HTMLDivElement>(null);

  const faultOf = (field: string): string | undefined =>
    faults[field as FormField] ?? problem?.faultOf(field) ?? problem?.faultOf(`secrets/${field}`);
  const wrong = [...Object.keys(form), ...SECRET_FIELDS].filter((field) => faultOf(field) !== undefined);
  const stuck = wrong.length > 0 || problem !== null;
  const { refusals } = state;
  useEffect(() => {
    if (refusals > 0) summary.current?.focus();
  }, [refusals]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await state.save();
    if (!saved) return;
    showToast(t('settings.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!channel) navigate(`/settings/channels/${saved.id}`, { replace: true });
  };

  const fields = { form, set, faultOf };
  return (
    <form className={classes.editor} onSubmit={(event) => void submit(event)} noValidate>
      <header className={classes.head}>
        <div className={classes.headNames}>
          <Button
            variant="subtle"
            size="xs"
            color="gray"
            leftSection={<Icon name="left" size={15} />}
            onClick={() => navigate('/settings/channels')}
          >
            {t('settings.channels')}
          </Button>
          <h2>
            {channel ? channel.name : t('settings.new_channel')}{' '}
            {channel && !channel.is_active ? <Pill>{t('settings.paused')}</Pill> : null}
          </h2>
        </div>
      </header>
      {channel ? (
        <div className={classes.states}>
          <SideState channel={channel} side="receive" />
          <SideState channel={channel} side="send" />
        </div>
      ) : null}
      {stuck ? (
        <div ref={summary} className={classes.summary} role="alert" tabIndex={-1}>
          <strong>{problem && wrong.length === 0 ? problem.message : t('settings.not_saved')}</strong>
          <ul>
            {wrong.map((field) => (
              <li key={field}>
                <button
                  type="button"
                  className={classes.jump}
                  onClick={() => document.getElementById(fieldId(field))?.focus()}
                >
                  {nameOf(field)}
                </button>
                {': '}
                {faultOf(field)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {state.conflict ? (
        <ConflictNotice
          before={state.base.form}
          theirs={state.conflict}
          onTheirs={state.takeTheirs}
          onMine={state.keepMine}
        />
      ) : null}
      <PresetPicker form={form} onPick={(preset) => set(withPreset(form, preset))} />
      <IdentityFields {...fields} />
      <ReceiveFields {...fields} />
      <SendFields {...fields} />
      <LoginFields
        {...fields}
        kept={kept.data ?? {}}
        secrets={state.secrets}
        setSecret={state.setSecret}
        secretFault={faultOf}
      />
      <TrustFields {...fields} />
      {channel ? <ChannelTools me={me} channel={channel} dirty={state.dirty} onKept={state.keep} /> : null}
      <div className={classes.bar} data-dirty={state.dirty || !channel}>
        <span className={classes.barWords} role="status">
          {state.dirty ? t('settings.unsaved') : channel ? t('settings.all_saved') : ''}
        </span>
        {channel ? (
          <Button variant="default" disabled={!state.dirty || state.saving} onClick={state.discard}>
            {t('settings.discard')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => navigate('/settings/channels')}>
            {t('action.cancel')}
          </Button>
        )}
        <Button type="submit" loading={state.saving} disabled={channel !== null && !state.dirty}>
          {channel ? t('settings.save') : t('settings.create')}
        </Button>
      </div>
      {state.leave ? <LeaveDialog onStay={state.stay} onLeave={state.leaveNow} /> : null}
    </form>
  );
}
