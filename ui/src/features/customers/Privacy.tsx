import { Button } from '@mantine/core';
import { useState } from 'react';
import type { CustomerWhole } from '~/api/customer-page';
import { exportPerson, useLooks } from '~/api/privacy';
import { asProblem } from '~/api/problem';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { ErasureCard } from './ErasureCard';
import look from './Privacy.module.css';

/** What a person may ask of us: all that we know of them, being forgotten, and who looked. */
export default function Privacy({ customer }: { customer: CustomerWhole }) {
  return (
    <div className={classes.stack}>
      <ExportCard customerId={customer.id} />
      <ErasureCard customer={customer} />
      <LooksCard customerId={customer.id} />
    </div>
  );
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function ExportCard({ customerId }: { customerId: number }) {
  const [internal, setInternal] = useState(false);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      save(await exportPerson(customerId, internal), `lazo-${customerId}.json`);
      showToast(t('privacy.exported'), { tone: 'ok' });
    } catch (fault) {
      showToast(asProblem(fault).message, { tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={classes.card} aria-label={t('privacy.export')}>
      <h2>{t('privacy.export')}</h2>
      <p className={classes.faint}>{t('privacy.export_why')}</p>
      <label className={look.check}>
        <input
          type="checkbox"
          checked={internal}
          onChange={(event) => setInternal(event.currentTarget.checked)}
        />
        {t('privacy.internal')}
      </label>
      <div className={classes.formActions}>
        <Button
          variant="default"
          leftSection={<Icon name="file" size={16} />}
          loading={busy}
          onClick={() => void download()}
        >
          {t('privacy.download')}
        </Button>
      </div>
    </section>
  );
}

function LooksCard({ customerId }: { customerId: number }) {
  const looks = useLooks(customerId);
  return (
    <section className={classes.card} aria-label={t('privacy.looks')}>
      <h2>{t('privacy.looks')}</h2>
      {looks.isError ? (
        <ErrorState error={looks.error} onRetry={() => void looks.refetch()} />
      ) : looks.isPending ? (
        <RowsSkeleton rows={3} />
      ) : looks.data.length === 0 ? (
        <p className={classes.faint}>{t('privacy.looks_none')}</p>
      ) : (
        <ul className={look.list}>
          {looks.data.map((one) => (
            <li key={one.id} className={look.line}>
              <span>{one.agent?.name ?? `#${one.agent_id}`}</span>
              <time dateTime={one.last_at} className={classes.faint}>
                {formatDateTime(one.last_at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
