import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findCustomers } from '~/api/customers';
import type { Customer } from '~/api/records';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import { Avatar } from './marks';

/** Finds a customer by name or address; an address nobody has yet is taken as a new customer. */
export function CustomerSearch({
  text,
  onText,
  onPick,
  error,
}: {
  text: string;
  onText: (text: string) => void;
  onPick: (customer: Customer) => void;
  error?: string;
}) {
  const [touched, setTouched] = useState(false);
  const combobox = useCombobox();
  const settled = useDebounced(text.trim(), 200);
  const found = useQuery({
    queryKey: ['customers', 'find', settled],
    queryFn: () => findCustomers(settled),
    enabled: touched && settled.length >= 2,
    placeholderData: (before) => before,
  });
  const customers = settled.length >= 2 ? (found.data ?? []) : [];
  return (
    <Combobox
      store={combobox}
      keepMounted={false}
      onOptionSubmit={(value) => {
        const customer = customers.find((one) => String(one.id) === value);
        if (customer) onPick(customer);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={t('ticket.customer')}
          description={t('ticket.customer_hint')}
          value={text}
          error={error}
          required
          data-autofocus
          autoComplete="off"
          onChange={(event) => {
            setTouched(true);
            onText(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={customers.length === 0}>
        <Combobox.Options aria-label={t('ticket.customer')}>
          {customers.map((customer) => (
            <Combobox.Option key={customer.id} value={String(customer.id)}>
              <span style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
                <Avatar name={customer.name ?? customer.email} size={24} />
                <span>
                  {customer.name ?? customer.email}
                  <span style={{ display: 'block', fontSize: 12, color: 'var(--text-3)' }}>
                    {customer.email}
                  </span>
                </span>
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
