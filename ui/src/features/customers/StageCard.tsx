import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CustomerWhole, fetchCustomer, moveStage, useMoves } from '~/api/customer-page';
import { keys } from '~/api/keys';
import { type LogEvent, STAGES, type Stage } from '~/api/records';
import { formatDate, formatDateTime, formatMoney, formatNumber, type Money } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { relationshipName, valueStageName } from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { StageTrack, stageName } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { useAct } from './use-act';

/** Where the customer is in the cycle, why, and since when; a move by hand where a person knows better. */
export function StageCard({ customer, mayEdit }: { customer: CustomerWhole; mayEdit: boolean }) {
  const [moving, setMoving] = useState(false);
  const [history, setHistory] = useState(false);
  const act = useAct([keys.customer(customer.id), keys.timeline(customer.id), keys.customers]);
  const takeBack = () =>
    void act({
      run: () => moveStage(customer.id, customer.version, { stage: null }),
      done: t('stage.did_take_back'),
    });
  return (
    <section className={classes.card} aria-label={t('customer.stage')}>
      <h2>{t('customer.stage')}</h2>
      <StageTrack stage={customer.stage} since={customer.stage_since} />
      {customer.override_stage ? (
        <div className={classes.notice} data-tone="info">
          <div>
            {t('stage.by_hand')}
            {customer.override_until
              ? ` ${t('stage.by_hand_until', { day: formatDate(customer.override_until) })}`
              : ''}
            {customer.override_reason ? <q>{customer.override_reason}</q> : null}
          </div>
          {mayEdit ? (
            <Button size="compact-sm" variant="default" onClick={takeBack}>
              {t('stage.take_back')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {customer.hold_reason ? (
        <p className={classes.notice} data-tone="warn">
          <Icon name="alert" size={16} />
          {textOr(`hold.${customer.hold_reason}`, customer.hold_reason)}
        </p>
      ) : null}
      <div className={classes.formActions} data-start>
        {mayEdit ? (
          <Button size="compact-sm" variant="default" onClick={() => setMoving(true)}>
            {t('stage.move')}
          </Button>
        ) : null}
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={history}
          onClick={() => setHistory((now) => !now)}
        >
          {t(history ? 'stage.hide_history' : 'stage.show_history')}
        </Button>
      </div>
      {history ? <StageHistory customer={customer} /> : null}
      {moving ? <MoveDialog customer={customer} onClose={() => setMoving(false)} /> : null}
    </section>
  );
}

function MoveDialog({ customer, onClose }: { customer: CustomerWhole; onClose: () => void }) {
  const client = useQueryClient();
  const [stage, setStage] = useState<Stage>(customer.override_stage ?? customer.stage ?? 'discovery');
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const act = useAct([keys.customer(customer.id), keys.timeline(customer.id), keys.customers]);
  const submit = async () => {
    if (reason.trim() === '') {
      setFault(t('stage.reason_needed'));
      return;
    }
    const until = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : undefined;
    const isDone = await act({
      run: () =>
        moveStage(customer.id, customer.version, {
          stage,
          reason: reason.trim(),
          ...(until ? { until } : {}),
        }),
      done: t('stage.did_move', { stage: stageName(stage) }),
      // Back to what the rules say, or to the move by hand that stood before.
      undo: async () => {
        const now = await fetchCustomer(customer.id);
        await moveStage(customer.id, now.version, {
          stage: customer.override_stage,
          ...(customer.override_stage && customer.override_reason
            ? { reason: customer.override_reason }
            : {}),
          ...(customer.override_stage && customer.override_until ? { until: customer.override_until } : {}),
        });
        void client.invalidateQueries({ queryKey: keys.customers });
      },
    });
    if (isDone) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('stage.move')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={classes.faint}>{t('stage.move_why')}</p>
        <NativeSelect
          label={t('stage.to')}
          data-autofocus
          value={stage}
          data={STAGES.map((value) => ({ value, label: stageName(value) }))}
          onChange={(event) => setStage(event.currentTarget.value as Stage)}
        />
        <TextInput
          label={t('stage.reason')}
          required
          maxLength={500}
          value={reason}
          error={fault}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('stage.how_long')}
          value={days}
          data={[
            { value: '', label: t('stage.until_back') },
            ...(['30', '90', '180'] as const).map((value) => ({
              value,
              label: t('stage.for_days', { count: Number(value) }),
            })),
          ]}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <div className={classes.formActions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit">{t('stage.move')}</Button>
        </div>
      </form>
    </Modal>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The facts behind a move, as the rules saw them then. */
function factsOf(facts: unknown, currency: string | undefined): string {
  if (!isRecord(facts)) return '';
  const parts: string[] = [];
  if (typeof facts.orders === 'number') parts.push(t('stage.fact_orders', { count: facts.orders }));
  if (typeof facts.revenue === 'number' && facts.revenue > 0 && currency) {
    const money: Money = { amount: facts.revenue, currency };
    parts.push(formatMoney(money, true));
  }
  if (typeof facts.last_order_at === 'string')
    parts.push(t('stage.fact_last_order', { day: formatDate(facts.last_order_at) }));
  if (typeof facts.last_contact_at === 'string')
    parts.push(t('stage.fact_last_contact', { day: formatDate(facts.last_contact_at) }));
  if (typeof facts.last_nps === 'number') parts.push(`NPS ${formatNumber(facts.last_nps)}`);
  if (facts.has_contract === true) parts.push(t('stage.fact_contract'));
  return parts.join(' · ');
}

const LADDERS = ['stage', 'relationship', 'value_stage'] as const;

function wordsOf(event: LogEvent): { to: string; why: string; reason: string } | null {
  const ladder = LADDERS.find((one) => event.kind === `customer.${one}_changed`);
  const to = ladder ? event.changes?.[ladder]?.[1] : null;
  if (!ladder) return null;
  const name = (value: string) =>
    ladder === 'stage'
      ? stageName(value)
      : ladder === 'relationship'
        ? relationshipName(value)
        : valueStageName(value);
  const rule = String(event.changes?.rule?.[1] ?? '');
  const reason = event.changes?.reason?.[1];
  return {
    to: typeof to === 'string' ? name(to) : t('event.nothing'),
    why:
      rule === 'by_hand' && event.actor?.name
        ? t('stage.moved_by', { who: event.actor.name })
        : textOr(`why.${rule}`, rule),
    reason: typeof reason === 'string' ? reason : '',
  };
}

function StageHistory({ customer }: { customer: CustomerWhole }) {
  const moves = useMoves(customer.id, true);
  if (moves.isError) return <ErrorState error={moves.error} onRetry={() => void moves.refetch()} />;
  if (!moves.data) return <RowsSkeleton rows={3} />;
  if (moves.data.length === 0) return <p className={classes.faint}>{t('stage.no_moves')}</p>;
  return (
    <ol className={classes.moves}>
      {moves.data.map((event) => {
        const words = wordsOf(event);
        if (!words) return null;
        const facts = factsOf(event.changes?.facts?.[1], customer.revenue?.currency);
        return (
          <li key={event.id}>
            <div className={classes.moveHead}>
              <strong>{words.to}</strong>
              <time dateTime={event.at} title={formatDateTime(event.at)}>
                {formatDate(event.at)}
              </time>
            </div>
            <div className={classes.faint}>{words.why}</div>
            {words.reason ? <q>{words.reason}</q> : null}
            {facts ? <div className={classes.faint}>{facts}</div> : null}
          </li>
        );
      })}
    </ol>
  );
}
