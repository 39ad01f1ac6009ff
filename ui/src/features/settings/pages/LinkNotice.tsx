import type { ReactNode } from 'react';
import type { LinkAnswer } from '~/api/settings-more';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import kit from '../kit/Kit.module.css';
import { SecretLine } from '../kit/SecretLine';

/** A one-time link that was made: mailed, or to be handed over by hand. */
export function LinkNotice(props: { made: LinkAnswer; words: string; children?: ReactNode }) {
  const { made, words, children } = props;
  return (
    <div className={kit.notice} data-tone="ok" role="status">
      <strong>{words}</strong>
      <p>
        {made.is_mailed ? t('set.link_mailed', { email: made.agent.email }) : t('set.link_by_hand')}{' '}
        {t('set.link_until', { date: formatDateTime(made.expires_at) })}
      </p>
      <SecretLine label={t('set.link')} value={made.link} />
      {children ? <div className={kit.actions}>{children}</div> : null}
    </div>
  );
}
