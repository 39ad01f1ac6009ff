import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Customer } from '~/api/records';
import { t } from '~/lib/i18n';
import { CustomerSearch } from '~/parts/CustomerSearch';
import classes from './CustomerPage.module.css';
import { MergeDialog } from './MergeDialog';

/** Merging with somebody that nobody suggested: first who, then the two side by side. */
export function MergePicker({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const [, navigate] = useLocation();
  const [words, setWords] = useState('');
  const [other, setOther] = useState<Customer | null>(null);
  if (other)
    return (
      <MergeDialog
        ids={[customerId, other.id]}
        onClose={onClose}
        onMerged={(intoId) => {
          onClose();
          navigate(`/customers/${intoId}`);
        }}
      />
    );
  return (
    <Modal opened onClose={onClose} title={t('merge.somebody')}>
      <div className={classes.form}>
        <CustomerSearch
          text={words}
          onText={setWords}
          onPick={(customer) => {
            if (customer.id !== customerId) setOther(customer);
          }}
        />
      </div>
    </Modal>
  );
}
