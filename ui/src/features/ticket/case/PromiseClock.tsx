import { useEffect, useState } from 'react';
import { formatAgo, formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import header from '../TicketHeader.module.css';

const TICK_MS = 15_000;
const SOON_MS = 15 * 60_000;

/** When the customer was promised to hear again, counted down; overdue is said in words, not by colour alone. */
export function PromiseClock({ at, onOpen }: { at: string | null; onOpen: () => void }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = at ? Date.parse(at) - now : null;
  const tone = left === null ? 'plain' : left <= 0 ? 'danger' : left < SOON_MS ? 'warn' : 'info';
  const words =
    left === null
      ? t('case.promise')
      : t(left <= 0 ? 'case.promise_overdue' : 'case.promise_due', { ago: formatAgo(at, now) });
  return (
    <button
      type="button"
      className={header.pick}
      data-tone={tone}
      title={at ? t('case.promised_for', { date: formatDateTime(at) }) : t('case.promise')}
      onClick={onOpen}
    >
      <Icon name={tone === 'danger' ? 'alert' : 'clock'} size={15} />
      <span className={left === null ? 'visually-hidden' : header.pickText}>{words}</span>
    </button>
  );
}
