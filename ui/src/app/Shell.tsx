import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useViews } from '~/api/people';
import type { Agent } from '~/api/records';
import { mayManage } from '~/api/session';
import { useConnection } from '~/api/stream';
import { ViewLinks } from '~/features/inbox/TicketList';
import { commandKey } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { Icon, type IconName, Logo } from '~/parts/Icon';
import { useWorkspaceCommands } from './commands';
import { MeButton } from './MeButton';
import classes from './Shell.module.css';
import { openDialog } from './screens';

const MeMenu = lazy(() => import('./MeMenu'));

interface Place {
  href: string;
  section: string;
  label: string;
  icon: IconName;
}

const settings = (): Place => ({
  href: '/settings/channels',
  section: 'settings',
  label: t('nav.settings'),
  icon: 'settings',
});

const places = (): Place[] => [
  { href: '/inbox', section: 'inbox', label: t('nav.inbox'), icon: 'inbox' },
  { href: '/customers', section: 'customers', label: t('nav.customers'), icon: 'customers' },
  { href: '/dashboard', section: 'dashboard', label: t('nav.numbers'), icon: 'chart' },
];

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
  const [wanted, setWanted] = useState<'side' | 'bar' | null>(null);
  useWorkspaceCommands(me, onNewTicket);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t('nav.skip')}
      </a>
      <ConnectionBanner />
      <div className={classes.side}>
        <Link href="/inbox" className={classes.brand} aria-label="Lazo">
          <Logo />
          <span>Lazo</span>
        </Link>
        <button type="button" className={classes.find} onClick={() => openDialog.set('palette')}>
          <Icon name="search" size={16} />
          <span>{t('nav.search')}</span>
          <kbd>{commandKey()} K</kbd>
        </button>
        <nav className={classes.nav} aria-label={t('nav.label')}>
          <ul className={classes.menu}>
            {[...places(), ...(mayManage(me) ? [settings()] : [])].map((place) => (
              <li key={place.section}>
                <Link
                  href={place.href}
                  className={classes.item}
                  data-active={place.section === section}
                  aria-current={place.section === section ? 'page' : undefined}
                >
                  <Icon name={place.icon} />
                  {place.label}
                </Link>
                {place.section === 'inbox' ? <InboxViews location={location} /> : null}
              </li>
            ))}
          </ul>
        </nav>
        <Suspense fallback={<MeButton me={me} phone={false} onClick={() => setWanted('side')} />}>
          <MeMenu me={me} phone={false} startsOpen={wanted === 'side'} />
        </Suspense>
      </div>
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
      <nav className={classes.bar} aria-label={t('nav.label')}>
        {places().map((place) => (
          <Link
            key={place.section}
            href={place.href}
            className={classes.tab}
            aria-current={place.section === section ? 'page' : undefined}
          >
            <Icon name={place.icon} size={22} />
            {place.label}
          </Link>
        ))}
        <Suspense fallback={<MeButton me={me} phone onClick={() => setWanted('bar')} />}>
          <MeMenu me={me} phone startsOpen={wanted === 'bar'} />
        </Suspense>
      </nav>
    </div>
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
  if (state === 'live') return null;
  return (
    <div className={classes.banner} data-state={state} role="status">
      <Icon name={state === 'lost' ? 'refresh' : 'alert'} size={16} />
      {state === 'lost' ? t('state.reconnecting') : t('state.offline')}
    </div>
  );
}
