import { useEffect, useState } from 'react';
import type { Priority, Stage, Status } from '~/api/records';
import { STAGES } from '~/api/records';
import { formatAgo, formatDate, formatDateTime } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { bucketOf, initials } from '~/lib/text';
import { Icon, type IconName } from './Icon';
import classes from './marks.module.css';

export type Tone = 'plain' | 'brand' | 'info' | 'warn' | 'danger' | 'ok';

/** Initials on a colour that stays with the name. The name itself always stands beside it. */
export function Avatar({ name, size = 32 }: { name: string | null | undefined; size?: number }) {
  return (
    <span
      className={classes.avatar}
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.38),
        background: `var(--av-${bucketOf(name ?? '', 7)})`,
      }}
    >
      {initials(name)}
    </span>
  );
}

export function Pill({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: React.ReactNode;
}) {
  return (
    <span className={classes.pill} data-tone={tone}>
      {icon ? <Icon name={icon} size={13} /> : null}
      {children}
    </span>
  );
}

export const stageColor = (stage: Stage): string => `var(--st-${stage})`;

export const stageName = (stage: string): string => textOr(`stage.${stage}`, stage);

/** A stage is never shown by colour alone. */
export function StageMark({ stage }: { stage: Stage | null | undefined }) {
  if (!stage) return null;
  return (
    <span className={classes.stage}>
      <span className={classes.dot} style={{ background: stageColor(stage) }} />
      {stageName(stage)}
    </span>
  );
}

/** The six steps of the cycle, up to where the customer is. */
export function StageTrack({ stage, since }: { stage: Stage | null; since: string | null }) {
  const at = stage ? STAGES.indexOf(stage) : -1;
  return (
    <div>
      <div className={classes.trackHead}>
        <span style={{ fontWeight: 600 }}>{stage ? <StageMark stage={stage} /> : t('stage.none')}</span>
        <span className={classes.muted}>
          {stage ? t('stage.step', { step: at + 1, steps: STAGES.length }) : null}
          {since ? ` · ${t('stage.since', { date: formatDate(since) })}` : null}
        </span>
      </div>
      <div className={classes.track} aria-hidden="true">
        {STAGES.map((one, index) => (
          <span
            key={one}
            className={classes.step}
            data-reached={index < at}
            data-now={index === at}
            style={{ '--step': stage ? stageColor(stage) : undefined } as React.CSSProperties}
          />
        ))}
      </div>
    </div>
  );
}

export const STATUS_TONE: Record<Status, Tone> = {
  new: 'info',
  open: 'brand',
  pending: 'warn',
  on_hold: 'plain',
  solved: 'ok',
  closed: 'plain',
};

export const statusName = (status: string): string => textOr(`status.${status}`, status);
export const priorityName = (priority: string): string => textOr(`priority.${priority}`, priority);
export const typeName = (type: string): string => textOr(`type.${type}`, type);
export const channelName = (channel: string): string => textOr(`channel.${channel}`, channel);

export function StatusPill({ status }: { status: Status }) {
  return <Pill tone={STATUS_TONE[status] ?? 'plain'}>{statusName(status)}</Pill>;
}

export function PriorityMark({ priority }: { priority: Priority }) {
  if (priority !== 'high' && priority !== 'urgent') return null;
  return (
    <Pill tone={priority === 'urgent' ? 'danger' : 'warn'} icon="flag">
      {priorityName(priority)}
    </Pill>
  );
}

const CHANNEL_ICONS: Record<string, IconName> = {
  email: 'mail',
  mail: 'mail',
  chat: 'chat',
  whatsapp: 'chat',
  telegram: 'chat',
  sms: 'chat',
  phone: 'phone',
  form: 'form',
  web: 'globe',
  social: 'globe',
  api: 'bolt',
};

export const channelIcon = (channel: string | null): IconName => CHANNEL_ICONS[channel ?? ''] ?? 'mail';

export function ChannelMark({ channel }: { channel: string | null }) {
  if (!channel) return null;
  return (
    <span className={classes.stage}>
      <Icon name={channelIcon(channel)} size={14} />
      {channelName(channel)}
    </span>
  );
}

const TICK_MS = 30_000;

/** "hace 5 min", kept true while it is on the screen; the exact time is its tooltip. */
export function Ago({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!at) return null;
  return (
    <time dateTime={at} title={formatDateTime(at)} className="numeric">
      {formatAgo(at, now)}
    </time>
  );
}

/** The tone of an answer on 0-10, as NPS cuts it. */
export function npsTone(score: number): Tone {
  if (score >= 9) return 'ok';
  return score >= 7 ? 'plain' : 'danger';
}
