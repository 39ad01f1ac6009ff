import type { ReactNode } from 'react';
import { Link, Redirect } from 'wouter';
import { useFailedMail } from '~/api/channels';
import type { Agent } from '~/api/records';
import { mayManage } from '~/api/session';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Icon, type IconName } from '~/parts/Icon';
import { EmptyState } from '~/parts/states';
import { ChannelList } from './ChannelList';
import { ChannelPage } from './ChannelPage';
import { FailedMail } from './FailedMail';
import classes from './Settings.module.css';

interface SettingsPageProps {
  me: Agent;
  section: string | undefined;
  id: string | undefined;
}

/** How the workspace is set up: the sections on the left, one of them beside them. */
export default function SettingsPage({ me, section, id }: SettingsPageProps) {
  const allowed = mayManage(me);
  const failed = useFailedMail(allowed);
  useTitle(t('nav.settings'));
  if (!allowed)
    return (
      <EmptyState icon="lock" title={t('error.forbidden_title')}>
        {t('settings.forbidden_why')}
      </EmptyState>
    );
  if (section === undefined) return <Redirect to="/settings/channels" replace />;
  const failures = failed.data?.count ?? failed.data?.data.length ?? 0;
  return (
    <div className={classes.screen}>
      <nav className={classes.sections} aria-label={t('settings.sections')}>
        <h1 className={classes.title}>{t('nav.settings')}</h1>
        <Section name="channels" current={section} icon="mail" label={t('settings.channels')} />
        <Section
          name="failed_mail"
          current={section}
          icon="alert"
          label={t('settings.failed_mail')}
          count={failures}
        />
      </nav>
      <div className={classes.pane}>{paneOf(me, section, id)}</div>
    </div>
  );
}

function paneOf(me: Agent, section: string, id: string | undefined): ReactNode {
  if (section === 'failed_mail' && id === undefined) return <FailedMail />;
  if (section === 'channels') {
    if (id === undefined) return <ChannelList />;
    if (id === 'new') return <ChannelPage key="new" me={me} channelId={null} />;
    if (/^\d{1,15}$/.test(id)) return <ChannelPage key={id} me={me} channelId={Number(id)} />;
  }
  return (
    <EmptyState icon="search" title={t('error.missing_title')}>
      {t('error.missing_page')}
    </EmptyState>
  );
}

function Section(props: { name: string; current: string; icon: IconName; label: string; count?: number }) {
  return (
    <Link
      href={`/settings/${props.name}`}
      className={classes.section}
      aria-current={props.name === props.current ? 'page' : undefined}
    >
      <Icon name={props.icon} size={16} />
      <span className={classes.grow}>{props.label}</span>
      {props.count ? (
        <span className={classes.count}>
          {formatNumber(props.count)}
          <span className="visually-hidden"> {t('settings.failed_count', { count: props.count })}</span>
        </span>
      ) : null}
    </Link>
  );
}
