import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import { useChannels } from '~/api/channels';
import type { Agent } from '~/api/records';
import { t } from '~/lib/i18n';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { ChannelEditor } from './ChannelEditor';

/** One mailbox, or a new one. */
export function ChannelPage({ me, channelId }: { me: Agent; channelId: number | null }) {
  const [, navigate] = useLocation();
  const channels = useChannels();
  if (channelId === null) return <ChannelEditor me={me} channel={null} />;
  if (channels.isError && !channels.data)
    return <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />;
  const channel = channels.data?.find((one) => one.id === channelId);
  if (channel) return <ChannelEditor me={me} channel={channel} />;
  if (channels.isFetching) return <RowsSkeleton rows={6} />;
  return (
    <EmptyState
      icon="search"
      title={t('error.missing_title')}
      action={<Button onClick={() => navigate('/settings/channels')}>{t('settings.channels')}</Button>}
    >
      {t('settings.channel_gone')}
    </EmptyState>
  );
}
