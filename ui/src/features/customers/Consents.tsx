import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  type Consent,
  type ConsentWord,
  type CustomerWhole,
  customerKey,
  sayConsent,
  useConsentHistory,
  useConsents,
} from '~/api/customer-page';
import { keys } from '~/api/keys';
import { attachmentAddress } from '~/api/tickets';
import { formatDate, formatDateTime } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { channelName, Pill } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { ConsentForm } from './ConsentForm';
import table from './Consents.module.css';
import classes from './CustomerPage.module.css';
import { purposeName, sourceName } from './choices';
import { useAct } from './use-act';

export const consentStale = (customerId: number) => [
  customerKey(customerId, 'consents'),
  customerKey(customerId, 'consent_history'),
  keys.timeline(customerId),
  keys.customer(customerId),
];

/** What may be sent to a customer, by which road, what for, and how that is known. */
export function Consents({ customer, mayWrite }: { customer: CustomerWhole; mayWrite: boolean }) {
  const consents = useConsents(customer.id);
  const [saying, setSaying] = useState<Partial<Consent> | null>(null);
  return (
    <div className={classes.stack}>
      <section className={classes.card} aria-label={t('consent.title')}>
        <h2>
          {t('consent.title')}
          {mayWrite ? (
            <Button size="compact-sm" variant="default" onClick={() => setSaying({ is_given: true })}>
              {t('consent.add')}
            </Button>
          ) : null}
        </h2>
        <p className={classes.faint}>
          {t('consent.preferred', {
            channel: customer.preferred_channel
              ? channelName(customer.preferred_channel)
              : t('customer.empty'),
          })}
        </p>
        {consents.isError && !consents.data ? (
          <ErrorState error={consents.error} onRetry={() => void consents.refetch()} />
        ) : null}
        {!consents.data && !consents.isError ? <RowsSkeleton rows={3} /> : null}
        {consents.data?.length === 0 ? (
          <EmptyState icon="lock" title={t('consent.none')}>
            {t('consent.none_why')}
          </EmptyState>
        ) : null}
        <ul className={classes.lines}>
          {consents.data?.map((consent) => (
            <li key={consent.id} className={classes.line}>
              <span className={classes.lineWords}>
                <strong>{purposeName(consent.purpose)}</strong> · {channelName(consent.channel)}
                <span className={classes.faint}>
                  {[formatDate(consent.recorded_at), consent.source ? sourceName(consent.source) : null]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <Pill tone={consent.is_given ? 'ok' : 'danger'} icon={consent.is_given ? 'check' : 'close'}>
                {t(consent.is_given ? 'consent.given' : 'consent.refused')}
              </Pill>
              {mayWrite ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t(consent.is_given ? 'consent.withdraw_named' : 'consent.give_named', {
                    purpose: purposeName(consent.purpose),
                    channel: channelName(consent.channel),
                  })}
                  onClick={() => setSaying({ ...consent, is_given: !consent.is_given })}
                >
                  {t(consent.is_given ? 'consent.withdraw' : 'consent.give')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <History customerId={customer.id} />
      {saying ? <SayDialog customerId={customer.id} about={saying} onClose={() => setSaying(null)} /> : null}
    </div>
  );
}

function SayDialog(props: { customerId: number; about: Partial<Consent>; onClose: () => void }) {
  const { customerId, about, onClose } = props;
  const act = useAct(consentStale(customerId));
  return (
    <ConsentForm
      customerId={customerId}
      about={about}
      onClose={onClose}
      onSay={(word) =>
        act({
          run: () => sayConsent(customerId, word),
          done: t(word.is_given ? 'consent.did_give' : 'consent.did_withdraw'),
        })
      }
    />
  );
}

/** Nothing of it is ever changed: a mistake is set right by another line. */
function History({ customerId }: { customerId: number }) {
  const history = useConsentHistory(customerId);
  return (
    <section className={classes.card} aria-label={t('consent.history')}>
      <h2>{t('consent.history')}</h2>
      {history.isError && !history.data ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      ) : null}
      {history.data?.length === 0 ? <p className={classes.faint}>{t('consent.no_history')}</p> : null}
      {history.data && history.data.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must be reachable by keyboard
        <section className={table.scroll} tabIndex={0} aria-label={t('consent.history')}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('consent.when')}</th>
                <th scope="col">{t('consent.what')}</th>
                <th scope="col">{t('consent.word')}</th>
                <th scope="col">{t('consent.who')}</th>
                <th scope="col">{t('consent.proof')}</th>
              </tr>
            </thead>
            <tbody>
              {history.data.map((word) => (
                <HistoryRow key={word.id} word={word} />
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </section>
  );
}

const wordOf = (word: ConsentWord): { tone: 'ok' | 'danger' | 'plain'; text: string } => {
  if (word.is_given === null) return { tone: 'plain', text: t('consent.taken_out') };
  return word.is_given
    ? { tone: 'ok', text: t('consent.given') }
    : { tone: 'danger', text: t('consent.refused') };
};

function HistoryRow({ word }: { word: ConsentWord }) {
  const { tone, text } = wordOf(word);
  return (
    <tr>
      <td>
        {formatDateTime(word.said_at)}
        {word.recorded_at.slice(0, 16) === word.said_at.slice(0, 16) ? null : (
          <div className={classes.faint}>
            {t('consent.recorded', { day: formatDateTime(word.recorded_at) })}
          </div>
        )}
      </td>
      <td>
        {purposeName(word.purpose)}
        <div className={classes.faint}>{channelName(word.channel)}</div>
      </td>
      <td>
        <Pill tone={tone}>{text}</Pill>
        {word.reason ? <div className={table.words}>{word.reason}</div> : null}
      </td>
      <td>{word.actor.name ?? textOr(`actor.${word.actor.kind}`, word.actor.kind)}</td>
      <td>
        {[
          word.source ? sourceName(word.source) : null,
          word.address ? t('consent.ip', { ip: word.address }) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
        {word.words ? <blockquote className={classes.quote}>{word.words}</blockquote> : null}
        {word.attachment ? (
          <div>
            <a href={attachmentAddress(word.attachment.id)} download={word.attachment.name}>
              {word.attachment.name}
            </a>
          </div>
        ) : null}
      </td>
    </tr>
  );
}
