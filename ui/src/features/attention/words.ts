import type { Notification } from '~/api/attention';
import { formatNumber, formatTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import type { IconName } from '~/parts/Icon';

/** What happened, in one sentence. */
export function sentenceOf(one: Notification): string {
  return t(`attention.kind.${one.kind}`, {
    actor: one.facts.actor || t('attention.somebody'),
    score: formatNumber(one.facts.score, 1),
    time: formatTime(one.facts.due_at),
  });
}

export const KIND_ICONS: Record<Notification['kind'], IconName> = {
  assigned: 'user',
  mention: 'note',
  reply: 'chat',
  followed: 'eye',
  unassigned: 'inbox',
  low_score: 'alert',
  promise: 'clock',
  delivery: 'alert',
};
