import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { asProblem, type Problem } from '~/api/problem';
import { settingsKeys } from '~/api/settings-keys';
import { changeWorkspace, type WorkspaceSettings } from '~/api/settings-more';
import { LANGUAGE_NAMES, LANGUAGES, language, t } from '~/lib/i18n';
import { browserZone, currencyChoices, currencyOf, zoneChoices } from '~/lib/places';
import classes from './Start.module.css';

interface WorkspaceStepProps {
  settings: WorkspaceSettings;
  onDone: () => Promise<void>;
}

/** A workspace that nobody has named yet is offered what this browser knows of its place. */
export function WorkspaceStep({ settings, onDone }: WorkspaceStepProps) {
  const client = useQueryClient();
  const isNew = settings.version <= 2 && settings.name === 'Lazo';
  const [form, setForm] = useState(() => ({
    name: isNew ? '' : settings.name,
    language: isNew ? language() : settings.language,
    time_zone: isNew ? browserZone() : settings.time_zone,
    base_currency: isNew ? currencyOf(browserZone()) : settings.base_currency,
  }));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const zones = useMemo(() => zoneChoices(form.time_zone), [form.time_zone]);
  const currencies = useMemo(currencyChoices, []);
  const set =
    (field: keyof typeof form) => (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
      const { value } = event.currentTarget;
      setForm((now) => ({ ...now, [field]: value }));
    };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const latest = client.getQueryData<WorkspaceSettings>(settingsKeys.workspace) ?? settings;
      const kept = await changeWorkspace(latest.version, { ...form, name: form.name.trim() });
      client.setQueryData(settingsKeys.workspace, kept);
      await onDone();
    } catch (fault) {
      const found = asProblem(fault);
      if (found.status === 412) await client.refetchQueries({ queryKey: settingsKeys.workspace });
      setProblem(found);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {problem ? (
        <div className={classes.error} role="alert">
          {problem.message}
        </div>
      ) : null}
      <TextInput
        ref={first}
        label={t('start.name')}
        description={t('start.name_hint')}
        name="organization"
        autoComplete="organization"
        required
        withAsterisk={false}
        maxLength={100}
        value={form.name}
        error={problem?.faultOf('name')}
        onChange={set('name')}
      />
      <NativeSelect
        label={t('start.language')}
        description={t('start.language_hint')}
        value={form.language}
        data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
        onChange={set('language')}
      />
      <NativeSelect
        label={t('start.zone')}
        value={form.time_zone}
        data={zones}
        error={problem?.faultOf('time_zone')}
        onChange={set('time_zone')}
      />
      <NativeSelect
        label={t('start.currency')}
        description={t('start.currency_hint')}
        value={form.base_currency}
        data={currencies}
        error={problem?.faultOf('base_currency')}
        onChange={set('base_currency')}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy} disabled={form.name.trim() === ''}>
          {t('start.next')}
        </Button>
        <Button variant="subtle" onClick={() => void onDone()}>
          {t('start.skip')}
        </Button>
      </div>
    </form>
  );
}
