import type { Channel } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { type TextKey, t } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import classes from './Settings.module.css';

type Side = 'receive' | 'send';
export type SideWord = 'ok' | 'failing' | 'idle' | 'paused' | 'handed' | 'off';

/** How one side of a channel goes, in one word. */
export function sideWord(channel: Channel, side: Side): SideWord {
  if (side === 'send' && channel.sends === 'none') return 'off';
  if (!channel.is_active) return 'paused';
  const state = side === 'receive' ? channel.receive_state : channel.send_state;
  // Nobody connects for mail that is handed over: that some came is how it is known to work.
  if (state === 'idle' && side === 'receive' && channel.receives === 'handed')
    return channel.received_at ? 'ok' : 'handed';
  return state;
}

const ICONS: Record<SideWord, IconName> = {
  ok: 'check',
  failing: 'alert',
  idle: 'clock',
  paused: 'clock',
  handed: 'clock',
  off: 'close',
};

/** "Recibe: funciona"; a failure says what is wrong and since when. */
export function SideState({ channel, side }: { channel: Channel; side: Side }) {
  const word = sideWord(channel, side);
  const detail = side === 'receive' ? channel.receive_detail : channel.send_detail;
  const since = side === 'receive' ? channel.receive_at : channel.send_at;
  return (
    <div className={classes.side} data-state={word}>
      <span className={classes.sideWord}>
        <Icon name={ICONS[word]} size={15} />
        {t(`settings.side_${side}_${word}` as TextKey)}
      </span>
      {word === 'failing' ? (
        <span className={classes.sideDetail}>
          {detail}
          {since ? (
            <span className={classes.faint}> {t('settings.since', { date: formatDateTime(since) })}</span>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}
