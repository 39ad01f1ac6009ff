import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useProducts, useTicketFields } from '~/api/cases';
import type { Ticket, TicketChange } from '~/api/records';
import { t } from '~/lib/i18n';
import { CustomFieldInput } from './CustomFieldInput';
import classes from './case.module.css';
import { Followers } from './Followers';
import { Links } from './Links';
import { TimeSpent } from './TimeSpent';

interface CaseDetailsProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
}

/** What else is known of a case: subject, topic, product, the business's own fields, links, followers, time. */
export default function CaseDetails({ ticket, onChange }: CaseDetailsProps) {
  const fields = useTicketFields().data ?? [];
  const products = useProducts().data ?? [];
  return (
    <section className={classes.details} aria-label={t('case.details')}>
      <div className={classes.grid}>
        <LineField
          label={t('ticket.subject')}
          value={ticket.subject}
          required
          onSave={(subject) => onChange({ subject })}
        />
        <LineField
          label={t('case.topic')}
          value={ticket.topic ?? ''}
          onSave={(topic) => onChange({ topic: topic === '' ? null : topic })}
        />
        {products.length > 0 ? (
          <label className={classes.field}>
            {t('case.product')}
            <select
              value={ticket.product_id ?? ''}
              onChange={(event) => {
                const picked = event.currentTarget.value;
                onChange({ product_id: picked === '' ? null : Number(picked) });
              }}
            >
              <option value="">{t('case.no_product')}</option>
              {products.map((product) => (
                <option key={product.id} value={product.id}>
                  {product.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {fields.map((field) => (
          <CustomFieldInput
            key={`${ticket.id}-${field.key}`}
            field={field}
            value={ticket.custom[field.key] ?? null}
            onSave={(value) => onChange({ custom: { [field.key]: value } })}
          />
        ))}
      </div>
      <div className={classes.sections}>
        <Links ticket={ticket} />
        <TimeSpent ticket={ticket} />
        <Followers ticketId={ticket.id} />
      </div>
    </section>
  );
}

/** One line, saved when it is left or Enter is pressed; Escape takes the typing back. */
export function LineField({
  label,
  value,
  required,
  type,
  onSave,
}: {
  label: string;
  value: string;
  required?: boolean;
  type?: string;
  onSave: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const save = () => {
    const next = typed.trim();
    if (required && next === '') setTyped(value);
    else if (next !== value) onSave(next);
  };
  return (
    <TextInput
      size="xs"
      label={label}
      value={typed}
      type={type}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(value);
      }}
    />
  );
}
