import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useChannels } from '~/api/channels';
import { useTeams } from '~/api/people';
import type { Channel } from '~/api/records';
import { t, textOr } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Ago, Pill } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Settings.module.css';
import { SideState } from './SideState';

/** The mailboxes, and how each of them goes. */
export function ChannelList() {
  const [, navigate] = useLocation();
  const channels = useChannels();
  const teams = useTeams();
  const add = () => navigate('/settings/channels/new');
  if (channels.isError && !channels.data)
    return <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />;
  if (!channels.data) return <RowsSkeleton rows={4} />;
  if (channels.data.length === 0)
    return (
      <EmptyState
        icon="mail"
        title={t('settings.no_channels')}
        action={<Button onClick={add}>{t('settings.add_channel')}</Button>}
      >
        {t('settings.no_channels_why')}
      </EmptyState>
    );
  const teamOf = (id: number | null) => teams.data?.find((team) => team.id === id)?.name ?? null;
  return (
    <section className={classes.body} aria-labelledby="channels-title">
      <header className={classes.head}>
        <div>
          <h2 id="channels-title">{t('settings.channels')}</h2>
          <p className={classes.faint}>{t('settings.channels_lead')}</p>
        </div>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={add}>
          {t('settings.add_channel')}
        </Button>
      </header>
      <ul className={classes.cards}>
        {channels.data.map((channel) => (
          <li key={channel.id}>
            <ChannelCard channel={channel} team={teamOf(channel.team_id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ChannelCard({ channel, team }: { channel: Channel; team: string | null }) {
  const language = channel.language ? textOr(`language.${channel.language}`, channel.language) : null;
  return (
    <article className={classes.card}>
      <div className={classes.cardHead}>
        <Link href={`/settings/channels/${channel.id}`} className={classes.cardLink}>
          {channel.name}
        </Link>
        <span className={classes.address}>{channel.address}</span>
        {channel.is_default ? <Pill tone="brand">{t('settings.default')}</Pill> : null}
        {channel.is_active ? null : <Pill>{t('settings.paused')}</Pill>}
      </div>
      <div className={classes.sides}>
        <SideState channel={channel} side="receive" />
        <SideState channel={channel} side="send" />
      </div>
      <div className={classes.cardFoot}>
        <span>
          {channel.received_at ? (
            <>
              {t('settings.last_received')} <Ago at={channel.received_at} />
            </>
          ) : (
            t('settings.never_received')
          )}
        </span>
        {team ? <span>{t('settings.team_is', { name: team })}</span> : null}
        {language ? <span>{language}</span> : null}
      </div>
    </article>
  );
}
