import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CustomerChange, CustomerWhole } from '~/api/customer-page';
import { formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { MainAddress } from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { channelName } from '~/parts/marks';
import { CompanyPicker } from './CompanyPicker';
import classes from './CustomerPage.module.css';
import { channels, countries, countryName, languageName, languages, zones } from './choices';
import inline from './Inline.module.css';
import { InlineField } from './InlineField';

interface ProfileProps {
  customer: CustomerWhole;
  mayEdit: boolean;
  onChange: (change: CustomerChange) => void;
}

type TextFieldName = 'phone' | 'city' | 'source' | 'external_id' | 'email';

/** Who the customer is; each fact is changed where it stands. */
export function ProfileCard({ customer, mayEdit, onChange }: ProfileProps) {
  const text = (field: TextFieldName) => ({
    value: customer[field] ?? '',
    mayEdit,
    onSave: (value: string) => onChange({ [field]: value === '' ? null : value }),
  });
  const choice = (field: 'language' | 'country' | 'time_zone' | 'preferred_channel') => ({
    value: customer[field] ?? '',
    mayEdit,
    onSave: (value: string) => onChange({ [field]: value === '' ? null : value }),
  });
  return (
    <section className={classes.card} aria-label={t('customer.profile')}>
      <h2>{t('customer.profile')}</h2>
      <dl className={inline.facts}>
        <InlineField
          label={t('field.name')}
          value={customer.name ?? ''}
          required
          mayEdit={mayEdit}
          onSave={(name) => onChange({ name })}
        />
        <InlineField
          label={t('customer.email')}
          type="email"
          shown={<MainAddress customer={customer} />}
          {...text('email')}
        />
        <InlineField label={t('customer.phone')} type="tel" maxLength={40} {...text('phone')} />
        <CompanyField customer={customer} mayEdit={mayEdit} onChange={onChange} />
        <InlineField
          label={t('customer.language')}
          options={languages(customer.language ?? '')}
          shown={customer.language ? languageName(customer.language) : null}
          {...choice('language')}
        />
        <InlineField
          label={t('customer.country')}
          options={countries(customer.country ?? '')}
          shown={customer.country ? countryName(customer.country) : null}
          {...choice('country')}
        />
        <InlineField label={t('customer.city')} {...text('city')} />
        <InlineField
          label={t('customer.time_zone')}
          options={zones(customer.time_zone ?? '')}
          shown={customer.time_zone?.replaceAll('_', ' ')}
          {...choice('time_zone')}
        />
        <InlineField
          label={t('customer.preferred_channel')}
          options={channels(customer.preferred_channel ?? '')}
          shown={customer.preferred_channel ? channelName(customer.preferred_channel) : null}
          {...choice('preferred_channel')}
        />
        <InlineField label={t('customer.source')} maxLength={80} {...text('source')} />
        <InlineField label={t('customer.number')} maxLength={200} {...text('external_id')} />
        <dt>{t('customer.since')}</dt>
        <dd className={inline.value}>{formatDate(customer.created_at)}</dd>
      </dl>
    </section>
  );
}

/** The company: a link to it, and a list to choose another from. */
function CompanyField({ customer, mayEdit, onChange }: ProfileProps) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <dt>{t('customer.company')}</dt>
      <dd className={inline.value}>
        {customer.company ? (
          <Link href={`/companies/${customer.company.id}`}>{customer.company.name}</Link>
        ) : (
          <span className={inline.words} data-empty>
            {t('customer.empty')}
          </span>
        )}
        {mayEdit ? (
          <CompanyPicker
            selectedId={customer.company_id}
            opened={opened}
            onOpenedChange={setOpened}
            onPick={(company_id) => onChange({ company_id })}
            target={(toggle) => (
              <ActionIcon
                className={inline.pencil}
                size={24}
                variant="subtle"
                aria-label={t('customer.edit_field', { field: t('customer.company') })}
                onClick={toggle}
              >
                <Icon name="note" size={14} />
              </ActionIcon>
            )}
          />
        ) : null}
      </dd>
    </>
  );
}
