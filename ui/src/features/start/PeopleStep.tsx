import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Agent, Role } from '~/api/records';
import { inviteAgent, type LinkAnswer } from '~/api/settings-more';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Start.module.css';

const ROLES: readonly Role[] = ['agent', 'lead', 'admin', 'collaborator', 'analyst'];

/** One invitation after the other; each link can be copied, whether it was mailed or not. */
export function PeopleStep({ me, onDone }: { me: Agent; onDone: () => Promise<void> }) {
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [made, setMade] = useState<readonly LinkAnswer[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const answer = await inviteAgent({ email: email.trim(), name: null, role, language: me.language });
      setMade((now) => [...now, answer]);
      setEmail('');
      void client.invalidateQueries({ queryKey: keys.agents });
    } catch (fault) {
      setError(asProblem(fault).message);
    } finally {
      setBusy(false);
      field.current?.focus();
    }
  };
  const copy = (answer: LinkAnswer) =>
    void navigator.clipboard
      ?.writeText(answer.link)
      .then(() => showToast(t('start.copied', { email: answer.agent.email }), { tone: 'ok' }));
  return (
    <div className={classes.form}>
      <form className={classes.invite} onSubmit={submit}>
        <TextInput
          ref={field}
          label={t('start.email')}
          type="email"
          name="invite"
          autoComplete="off"
          required
          withAsterisk={false}
          value={email}
          error={error}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('start.role')}
          value={role}
          data={ROLES.map((one) => ({ value: one, label: textOr(`role.${one}`, one) }))}
          onChange={(event) => setRole(ROLES.find((one) => one === event.currentTarget.value) ?? 'agent')}
        />
        <Button type="submit" variant="default" loading={busy} leftSection={<Icon name="plus" size={16} />}>
          {t('start.invite')}
        </Button>
      </form>
      <div role="status">
        {made.length > 0 ? (
          <ul className={classes.results}>
            {made.map((answer) => (
              <li key={answer.agent.id} className={classes.result}>
                <Icon name="check" size={16} />
                <span className={classes.grow}>
                  <strong>{answer.agent.email}</strong>
                  <span className={classes.lead}>
                    {answer.is_mailed ? t('start.mailed') : t('start.not_mailed')}
                  </span>
                  <input
                    readOnly
                    className={classes.link}
                    aria-label={t('start.link_of', { email: answer.agent.email })}
                    value={answer.link}
                    onFocus={(event) => event.currentTarget.select()}
                  />
                </span>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<Icon name="copy" size={14} />}
                  aria-label={t('start.copy_of', { email: answer.agent.email })}
                  onClick={() => copy(answer)}
                >
                  {t('start.copy')}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className={classes.actions}>
        <Button onClick={() => void onDone()}>{t('start.finish')}</Button>
      </div>
    </div>
  );
}
