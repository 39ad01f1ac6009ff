import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useUnread } from '~/api/attention';
import { useQueuedWrites } from '~/api/offline';
import type { Agent } from '~/api/records';
import { useConnection } from '~/api/stream';
import { useViews } from '~/api/views';
import { ViewLinks } from '~/features/inbox/ViewLinks';
import { commandKey, useCommand, withKeys } from '~/lib/commands';
import { t, withTexts } from '~/lib/i18n';
import { usePreferences } from '~/lib/preferences';
import { Icon, Logo } from '~/parts/Icon';
import { Bell } from './Bell';
import { useWorkspaceCommands } from './commands';
import { MeButton } from './MeButton';
import { type Place, placesOf } from './places';
import classes from './Shell.module.css';
import { openDialog } from './screens';

const MeMenu = lazy(() => withTexts('attention', import('./MeMenu')));

const FirstSteps = lazy(() => withTexts('start', import('./FirstSteps')));
const MoreSheet = lazy(() => withTexts('attention', import('./MoreSheet')));

/** "/inbox/open/12" is in the inbox; a case by its own address is too. */
export const sectionOf = (location: string): string => {
  const section = location.split('/')[1] ?? '';
  return section === 'tickets' ? 'inbox' : section;
};

/** What stays around every screen: the menu, the state of the connection, and the keys that work everywhere. */
export function Shell({
  me,
  onNewTicket,
  children,
}: {
  me: Agent;
  onNewTicket: () => void;
  children: ReactNode;
}) {
  const [location] = useLocation();
  const section = sectionOf(location);
  // Pressed before the menu had arrived: it opens as soon as it is here.
  const [wanted, setWanted] = useState(false);
  const [more, setMore] = useState(false);
  const places = placesOf(me);
  const unread = useUnread().data?.count ?? 0;
  const { firstSteps } = usePreferences();
  useWorkspaceCommands(onNewTicket);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t('nav.skip')}
      </a>
      <ConnectionBanner />
      <div className={classes.side}>
        <div className={classes.top}>
          <Link href="/inbox" className={classes.brand} aria-label="Lazo">
            <Logo />
            <span>Lazo</span>
          </Link>
          <Bell />
        </div>
        <button type="button" className={classes.find} onClick={() => openDialog.set('palette')}>
          <Icon name="search" size={16} />
          <span>{t('nav.search')}</span>
          <kbd>{commandKey()} K</kbd>
        </button>
        <nav className={classes.nav} aria-label={t('nav.label')}>
          <ul className={classes.menu}>
            {places.map((place) => (
              <MenuLine key={place.section} place={place} isHere={place.section === section}>
                {place.section === 'inbox' ? <InboxViews location={location} /> : null}
              </MenuLine>
            ))}
          </ul>
        </nav>
        <Suspense fallback={<MeButton me={me} onClick={() => setWanted(true)} />}>
          <MeMenu me={me} startsOpen={wanted} />
        </Suspense>
      </div>
      <main id="main" className={classes.main} tabIndex={-1}>
        {firstSteps ? (
          <Suspense fallback={null}>
            <FirstSteps me={me} onNewTicket={onNewTicket} />
          </Suspense>
        ) : null}
        <div className={classes.content}>{children}</div>
      </main>
      <nav className={classes.bar} aria-label={t('nav.label')}>
        {places
          .filter((place) => place.hasTab)
          .map((place) => (
            <Link
              key={place.section}
              href={place.href}
              className={classes.tab}
              aria-current={place.section === section ? 'page' : undefined}
            >
              <Icon name={place.icon} size={22} />
              {t(place.label)}
            </Link>
          ))}
        <button
          type="button"
          className={classes.tab}
          aria-haspopup="dialog"
          data-active={!places.some((place) => place.hasTab && place.section === section)}
          onClick={() => setMore(true)}
        >
          <span className={classes.tabIcon}>
            <Icon name="more" size={22} />
            {unread > 0 ? <span className={classes.tabDot} /> : null}
          </span>
          {t('nav.more')}
          {unread > 0 ? (
            <span className="visually-hidden">, {t('nav.notices_unread', { count: unread })}</span>
          ) : null}
        </button>
      </nav>
      {more ? (
        <Suspense fallback={null}>
          <MoreSheet me={me} onClose={() => setMore(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function MenuLine({ place, isHere, children }: { place: Place; isHere: boolean; children: ReactNode }) {
  const [, navigate] = useLocation();
  useCommand(place.command, { run: () => navigate(place.href) });
  return (
    <li>
      <Link
        href={place.href}
        className={classes.item}
        data-active={isHere}
        aria-current={isHere ? 'page' : undefined}
        title={withKeys(t(place.label), place.command)}
      >
        <Icon name={place.icon} />
        {t(place.label)}
      </Link>
      {children}
    </li>
  );
}

function InboxViews({ location }: { location: string }) {
  const views = useViews();
  const [, section, current] = location.split('/');
  return (
    <ViewLinks
      views={views.data ?? []}
      current={section === 'inbox' ? current : undefined}
      className={classes.views}
      countClassName={classes.viewCount}
      moreClassName={classes.moreViews}
      renderLink={({ href, active, children }) => (
        <Link href={href} className={classes.view} aria-current={active ? 'page' : undefined}>
          {children}
        </Link>
      )}
    />
  );
}

function ConnectionBanner() {
  const state = useConnection();
  const writes = useQueuedWrites();
  const refused = writes.filter((one) => one.refusal !== null).length;
  if (state === 'live' && writes.length === 0) return null;
  const words = state === 'live' ? null : state === 'lost' ? t('state.reconnecting') : t('state.offline');
  return (
    <div className={classes.banner} data-state={refused > 0 ? 'offline' : state} role="status">
      <Icon name={state === 'offline' || refused > 0 ? 'alert' : 'refresh'} size={16} />
      {words}
      {writes.length > 0 ? (
        <button type="button" className={classes.waiting} onClick={() => openDialog.set('queue')}>
          {refused > 0
            ? t('queue.refused_count', { count: refused })
            : t('queue.waiting', { count: writes.length })}
        </button>
      ) : null}
    </div>
  );
}
