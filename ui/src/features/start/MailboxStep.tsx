import { Button } from '@mantine/core';
import { useChannels } from '~/api/channels';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './Start.module.css';

/** The form of a mailbox is the one of the settings; a strip there leads back to this step. */
export function MailboxStep({ onDone, onConnect }: { onDone: () => Promise<void>; onConnect: () => void }) {
  const channels = useChannels();
  const own = channels.data ?? [];
  return (
    <div className={classes.form}>
      {own.length > 0 ? (
        <ul className={classes.results}>
          {own.map((channel) => (
            <li key={channel.id} className={classes.result}>
              <Icon name="check" size={16} />
              <span className={classes.grow}>{channel.address}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className={classes.lead}>{t('start.mailbox_none')}</p>
      )}
      <div className={classes.actions}>
        {own.length > 0 ? (
          <>
            <Button onClick={() => void onDone()}>{t('start.next')}</Button>
            <Button variant="default" onClick={onConnect}>
              {t('start.mailbox_more')}
            </Button>
          </>
        ) : (
          <>
            <Button leftSection={<Icon name="mail" size={16} />} onClick={onConnect}>
              {t('start.mailbox_connect')}
            </Button>
            <Button variant="subtle" onClick={() => void onDone()}>
              {t('start.skip')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
