import { Drawer } from '@mantine/core';
import { originalAddress, useOriginal } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './MailLine.module.css';

/** The mail as it came, byte for byte, as text and never as anything else. */
export default function OriginalDrawer({ messageId, onClose }: { messageId: number; onClose: () => void }) {
  const original = useOriginal(messageId);
  return (
    <Drawer opened onClose={onClose} position="right" size="min(760px, 100vw)" title={t('mail.original')}>
      {original.isError ? (
        <ErrorState error={original.error} onRetry={() => void original.refetch()} />
      ) : original.data ? (
        <div className={classes.original}>
          <a className={classes.retry} href={originalAddress(messageId)} download={`${messageId}.eml.txt`}>
            <Icon name="download" size={15} />
            {t('mail.download_original')}
          </a>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className={classes.source} tabIndex={0} aria-label={t('mail.original')}>
            <pre>{original.data.text}</pre>
          </section>
          {original.data.cut ? <p className={classes.faint}>{t('mail.original_cut')}</p> : null}
        </div>
      ) : (
        <RowsSkeleton rows={10} />
      )}
    </Drawer>
  );
}
