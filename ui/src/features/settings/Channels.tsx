import { t } from '~/lib/i18n';
import { EmptyState } from '~/parts/states';
import { ChannelList } from './ChannelList';
import { ChannelPage } from './ChannelPage';
import type { PageProps } from './pages/page';

/** The mailboxes, or one of them. */
export default function Channels({ me, id }: PageProps) {
  if (id === undefined) return <ChannelList />;
  if (id === 'new') return <ChannelPage key="new" me={me} channelId={null} />;
  if (/^\d{1,15}$/.test(id)) return <ChannelPage key={id} me={me} channelId={Number(id)} />;
  return (
    <EmptyState icon="search" title={t('error.missing_title')}>
      {t('error.missing_page')}
    </EmptyState>
  );
}
