import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { CustomerWhole } from '~/api/customer-page';
import { keys } from '~/api/keys';
import {
  askErasure,
  cancelErasure,
  type Erasure,
  type ErasurePreview,
  erasureKey,
  useErasure,
} from '~/api/privacy';
import { asProblem } from '~/api/problem';
import { formatDateTime, formatNumber } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import look from './Privacy.module.css';

const DAYS = [7, 14, 30, 0] as const;

/** A person's wish to be forgotten: looked at, asked for, taken back as long as it waits. */
export function ErasureCard({ customer }: { customer: CustomerWhole }) {
  const preview = useErasure(customer.id);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: erasureKey(customer.id) });
    await client.invalidateQueries({ queryKey: keys.customer(customer.id) });
  };
  const cancel = async (wish: Erasure) => {
    try {
      await cancelErasure(wish.id);
      showToast(t('privacy.cancelled'), { tone: 'ok' });
    } catch (fault) {
      showToast(asProblem(fault).message, { tone: 'danger' });
    }
    await refresh();
  };
  const ask = async (reason: string, days: number) => {
    await askErasure(customer.id, reason, days);
    setAsking(false);
    showToast(days === 0 ? t('privacy.erased_now') : t('privacy.asked'), { tone: 'ok' });
    await refresh();
  };
  return (
    <section className={classes.card} aria-label={t('privacy.erase')}>
      <h2>{t('privacy.erase')}</h2>
      {customer.erased_at ? (
        <p>{t('privacy.was_erased', { at: formatDateTime(customer.erased_at) })}</p>
      ) : preview.isError ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.isPending ? (
        <RowsSkeleton rows={4} />
      ) : (
        <>
          <p className={classes.faint}>{t('privacy.erase_why')}</p>
          <Preview preview={preview.data} />
          {preview.data.waiting ? (
            <div className={look.waiting} role="status">
              {t('privacy.waits', { at: formatDateTime(preview.data.waiting.due_at) })}
              <div>
                <Button
                  variant="default"
                  onClick={() => preview.data.waiting && void cancel(preview.data.waiting)}
                >
                  {t('privacy.cancel_wish')}
                </Button>
              </div>
            </div>
          ) : asking ? (
            <WishForm name={customer.name ?? ''} onAsk={ask} onCancel={() => setAsking(false)} />
          ) : (
            <div className={classes.formActions}>
              <Button variant="default" onClick={() => setAsking(true)}>
                {t('privacy.ask')}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function Counts({ title, counts }: { title: string; counts: Record<string, number> }) {
  const lines = Object.entries(counts).filter(([, count]) => count > 0);
  return (
    <div>
      <h3>{title}</h3>
      {lines.length === 0 ? (
        <p className={classes.faint}>{t('privacy.nothing')}</p>
      ) : (
        <ul className={look.list}>
          {lines.map(([code, count]) => (
            <li key={code} className={look.line}>
              <span>{textOr(`privacy.of_${code}`, code)}</span>
              <span>{formatNumber(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Preview({ preview }: { preview: ErasurePreview }) {
  return (
    <div className={look.columns}>
      <Counts title={t('privacy.goes')} counts={preview.removed} />
      <Counts title={t('privacy.stays')} counts={preview.kept} />
      <Counts title={t('privacy.unsettled')} counts={preview.unsettled} />
    </div>
  );
}

interface WishProps {
  name: string;
  onAsk: (reason: string, days: number) => Promise<void>;
  onCancel: () => void;
}

function WishForm({ name, onAsk, onCancel }: WishProps) {
  const [reason, setReason] = useState('');
  const [days, setDays] = useState<number>(DAYS[0]);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const isSure = days > 0 || typed.trim() === name.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await onAsk(reason.trim(), days);
    } catch (refusal) {
      setFault(asProblem(refusal).message);
      setBusy(false);
    }
  };
  return (
    <form className={look.fields} onSubmit={submit}>
      <Textarea
        label={t('privacy.reason')}
        description={t('privacy.reason_hint')}
        required
        withAsterisk={false}
        autoFocus
        maxLength={1000}
        minRows={2}
        value={reason}
        error={fault}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('privacy.when')}
        value={String(days)}
        data={DAYS.map((count) => ({
          value: String(count),
          label: count === 0 ? t('privacy.now') : t('privacy.in_days', { count }),
        }))}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      />
      {days === 0 ? (
        <TextInput
          label={t('privacy.type_name', { name })}
          description={t('privacy.no_way_back')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <div className={classes.formActions}>
        <Button type="submit" color="danger" loading={busy} disabled={reason.trim() === '' || !isSure}>
          {days === 0 ? t('privacy.erase_now') : t('privacy.ask')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('privacy.back')}
        </Button>
      </div>
    </form>
  );
}
