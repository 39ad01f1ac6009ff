import { TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useState } from 'react';
import { Link, Redirect } from 'wouter';
import { useFailedMail } from '~/api/channels';
import type { Agent } from '~/api/records';
import { mayManage } from '~/api/session';
import { useFailedWork } from '~/api/settings-more';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Fence } from '~/parts/Fence';
import { Icon } from '~/parts/Icon';
import { EmptyState, RowsSkeleton } from '~/parts/states';
import classes from './Settings.module.css';
import { groupsFor, type Section, sectionNamed } from './sections';

interface SettingsPageProps {
  me: Agent;
  section: string | undefined;
  id: string | undefined;
}

/** How the workspace is set up: the sections on the left, one of them beside them; on a phone one or the other. */
export default function SettingsPage({ me, section, id }: SettingsPageProps) {
  const isPhone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const found = sectionNamed(me, section);
  useTitle(found ? `${t(found.label)} · ${t('nav.settings')}` : t('nav.settings'));
  if (!mayManage(me))
    return (
      <EmptyState icon="lock" title={t('error.forbidden_title')}>
        {t('settings.forbidden_why')}
      </EmptyState>
    );
  if (section === undefined && !isPhone) return <Redirect to="/settings/workspace" replace />;
  const Page = found?.page;
  return (
    <div className={classes.screen}>
      {isPhone && section !== undefined ? (
        <div className={classes.backBar}>
          <h1 className="visually-hidden">{t('nav.settings')}</h1>
          <Link href="/settings" className={classes.section}>
            <Icon name="left" size={16} />
            {t('nav.settings')}
          </Link>
        </div>
      ) : (
        <SectionList me={me} current={section} />
      )}
      {isPhone && section === undefined ? null : (
        <div className={classes.pane}>
          <Fence resetKey={`${section}/${id}`}>
            <Suspense fallback={<RowsSkeleton rows={8} />}>
              {Page ? (
                <Page me={me} id={id} />
              ) : (
                <EmptyState icon="search" title={t('error.missing_title')}>
                  {t('error.missing_page')}
                </EmptyState>
              )}
            </Suspense>
          </Fence>
        </div>
      )}
    </div>
  );
}

function SectionList({ me, current }: { me: Agent; current: string | undefined }) {
  const [typed, setTyped] = useState('');
  const failed = useFailures(me);
  const groups = groupsFor(me, typed);
  return (
    <nav className={classes.sections} aria-label={t('settings.sections')}>
      <h1 className={classes.title}>{t('nav.settings')}</h1>
      <TextInput
        type="search"
        size="xs"
        className={classes.sectionSearch}
        aria-label={t('set.find_setting')}
        placeholder={t('set.find_setting')}
        leftSection={<Icon name="search" size={14} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {groups.map((group) => (
        <section key={group.label} aria-label={t(group.label)} className={classes.sectionGroup}>
          <h2>{t(group.label)}</h2>
          {group.sections.map((one) => (
            <SectionLink
              key={one.name}
              section={one}
              isCurrent={one.name === current}
              count={failed[one.name] ?? 0}
            />
          ))}
        </section>
      ))}
      {groups.length === 0 ? <p className={classes.hint}>{t('set.none_found')}</p> : null}
    </nav>
  );
}

/** What waits for somebody, by section. */
function useFailures(me: Agent): Record<string, number> {
  const isAdmin = me.role === 'admin';
  const mail = useFailedMail();
  const jobs = useFailedWork('jobs', isAdmin);
  const outbox = useFailedWork('outbox', isAdmin);
  const of = (list: typeof mail | typeof jobs): number => list.data?.count ?? list.data?.data.length ?? 0;
  return { failed_mail: of(mail), work: of(jobs) + of(outbox) };
}

function SectionLink(props: { section: Section; isCurrent: boolean; count: number }) {
  const { section, isCurrent, count } = props;
  return (
    <Link
      href={`/settings/${section.name}`}
      className={classes.section}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon name={section.icon} size={16} />
      <span className={classes.grow}>{t(section.label)}</span>
      {count > 0 ? (
        <span className={classes.count}>
          {formatNumber(count)}
          <span className="visually-hidden"> {t('settings.failed_count', { count })}</span>
        </span>
      ) : null}
    </Link>
  );
}
