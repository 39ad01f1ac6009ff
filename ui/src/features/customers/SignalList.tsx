import { Link } from 'wouter';
import type { Evidence, Signal } from '~/api/customer-page';
import { formatDate, formatMoney, formatNumber, type Money } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import classes from './SignalList.module.css';

const ICONS: Record<Signal['tone'], IconName> = { danger: 'alert', warn: 'info', ok: 'star' };

const isMoney = (value: Evidence[string]): value is Money => typeof value === 'object' && value !== null;

/** The values that a signal's sentence can name. */
export function evidenceWords(evidence: Evidence): Record<string, string> {
  const text = (name: string): string => {
    const value = evidence[name];
    if (value === undefined) return '';
    if (isMoney(value)) return formatMoney(value);
    return typeof value === 'number' ? formatNumber(value, 1) : value;
  };
  const survey = text('survey');
  return {
    name: text('name'),
    amount: text('amount'),
    count: text('count'),
    score: text('score'),
    scale: /(\d+)$/.exec(text('scale'))?.[1] ?? '',
    survey: survey ? textOr(`survey.${survey}`, survey.toUpperCase()) : '',
    silence: text('silence_days'),
    interval: text('interval_days'),
    orders: text('order_days'),
    day: typeof evidence.at === 'string' ? formatDate(evidence.at) : '',
  };
}

/** What is known of a customer that asks for something: the fact, and what to do. */
export function SignalList({ signals, customerId }: { signals: readonly Signal[]; customerId: number }) {
  if (signals.length === 0) return <p className={classes.quiet}>{t('signal.none')}</p>;
  return (
    <ul className={classes.signals}>
      {signals.map((signal) => {
        const words = evidenceWords(signal.evidence);
        return (
          <li key={`${signal.code} ${signal.about.id}`} className={classes.signal} data-tone={signal.tone}>
            <Icon name={ICONS[signal.tone]} size={16} />
            <div className={classes.words}>
              <strong>{textOr(`signal.${signal.code}`, signal.code, words)}</strong>
              {typeof signal.evidence.words === 'string' ? <q>{signal.evidence.words}</q> : null}
              <div className={classes.action}>
                {textOr(`signal_action.${signal.action}`, signal.action)}{' '}
                <SignalLink signal={signal} customerId={customerId} />
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** Where the fact stands. */
function SignalLink({ signal, customerId }: { signal: Signal; customerId: number }) {
  if (signal.about.entity === 'ticket')
    return <Link href={`/tickets/${signal.about.id}`}>{t('timeline.open_ticket')}</Link>;
  if (
    signal.about.entity === 'invoice' ||
    signal.about.entity === 'order' ||
    signal.about.entity === 'contract'
  )
    return <Link href={`/customers/${customerId}?tab=purchases`}>{t('signal.see_purchases')}</Link>;
  return null;
}
