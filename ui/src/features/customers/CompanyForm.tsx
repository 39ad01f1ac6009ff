import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Company, CompanyChange } from '~/api/companies';
import { t } from '~/lib/i18n';
import classes from './CustomerPage.module.css';
import { countries } from './choices';

interface CompanyFormProps {
  company?: Company;
  onSave: (change: CompanyChange & { name: string }) => Promise<boolean>;
  onClose: () => void;
}

/** The domains as lines: the first is the main one. */
const domainLines = (company: Company | undefined): string =>
  [company?.domain, ...(company?.domains ?? []).map((one) => one.domain)].filter(Boolean).join('\n');

export function CompanyForm({ company, onSave, onClose }: CompanyFormProps) {
  const [name, setName] = useState(company?.name ?? '');
  const [domains, setDomains] = useState(domainLines(company));
  const [industry, setIndustry] = useState(company?.industry ?? '');
  const [country, setCountry] = useState(company?.country ?? '');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') {
      setFault(t('form.required'));
      return;
    }
    const lines = domains
      .split(/[\s,;]+/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
    setBusy(true);
    const isDone = await onSave({
      name: name.trim(),
      domain: lines[0] ?? null,
      domains: lines.slice(1).map((domain) => ({ domain })),
      industry: industry.trim() || null,
      country: country || null,
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label={t('field.name')}
        required
        data-autofocus
        maxLength={250}
        value={name}
        error={fault}
        onChange={(event) => {
          setFault(null);
          setName(event.currentTarget.value);
        }}
      />
      <Textarea
        label={t('company.domains')}
        description={t('company.domains_hint')}
        autosize
        minRows={2}
        maxRows={8}
        value={domains}
        onChange={(event) => setDomains(event.currentTarget.value)}
      />
      <TextInput
        label={t('company.industry')}
        maxLength={250}
        value={industry}
        onChange={(event) => setIndustry(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('customer.country')}
        value={country}
        data={[{ value: '', label: t('customer.empty') }, ...countries(country)]}
        onChange={(event) => setCountry(event.currentTarget.value)}
      />
      <div className={classes.formActions}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('customer.save')}
        </Button>
      </div>
    </form>
  );
}
