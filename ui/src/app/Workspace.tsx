import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { sessionLost } from '~/api/client';
import { queryClient } from '~/api/query-client';
import type { Agent, Customer } from '~/api/records';
import { mayManage } from '~/api/session';
import { followStream } from '~/api/stream';
import { listenForKeys } from '~/lib/commands';
import { t, withTexts } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { watchedBulk } from '~/parts/bulk/watch';
import { Fence } from '~/parts/Fence';
import { EmptyState, RowsSkeleton } from '~/parts/states';
import InboxScreen, { TicketPane } from './InboxScreen';
import { useRecentPlaces } from './recent';
import { Shell } from './Shell';
import { openDialog } from './screens';
import { useAttention } from './use-attention';
import { useOwnNews } from './use-own-news';
import { useQueue } from './use-queue';

const CustomerList = lazy(() => withTexts('list', import('~/features/customers/CustomerList')));
const CompanyList = lazy(() => withTexts('customer', import('~/features/customers/CompanyList')));
const CompanyPage = lazy(() => withTexts('customer', import('~/features/customers/CompanyPage')));
const CustomerPage = lazy(() => withTexts('customer', import('~/features/customers/CustomerPage')));
const DuplicatesPage = lazy(() => withTexts('customer', import('~/features/customers/DuplicatesPage')));
const TasksPage = lazy(() => withTexts('customer', import('~/features/customers/TasksPage')));
const JourneyPage = lazy(() => withTexts('numbers', import('~/features/journey/JourneyPage')));
const NumbersPage = lazy(() => withTexts('numbers', import('~/features/numbers/NumbersPage')));
const SettingsPage = lazy(() =>
  withTexts(['mail', 'settings', 'site'], import('~/features/settings/SettingsPage')),
);
const TeamPage = lazy(() => withTexts('attention', import('~/features/team/TeamPage')));
const NotificationPanel = lazy(() =>
  withTexts('attention', import('~/features/attention/NotificationPanel')),
);
const BulkWatch = lazy(() => withTexts('list', import('~/parts/bulk/BulkWatch')));
const NewTicket = lazy(() => withTexts('composer', import('~/features/ticket/NewTicket')));
const Palette = lazy(() => withTexts('frame', import('./PaletteScreen')));
const KeysDialog = lazy(() => withTexts('frame', import('~/features/palette/KeysDialog')));
const QueueDialog = lazy(() => withTexts('frame', import('./QueueDialog')));
const SessionLost = lazy(() => withTexts('door', import('./SessionLost')));
const MeScreen = lazy(() => withTexts(['frame', 'door'], import('./MeScreen')));

const idOf = (text: string | undefined): number | null =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** Everything behind the door: the screens, the dialogs over them, the live stream and the keyboard. */
export function Workspace({ me }: { me: Agent }) {
  const [location, navigate] = useLocation();
  const [newTicketFor, setNewTicketFor] = useState<Customer | null | undefined>(undefined);
  const dialog = useStore(openDialog);
  const lost = useStore(sessionLost);
  const bulk = useStore(watchedBulk);
  const onNewTicket = useCallback(() => setNewTicketFor(null), []);
  const close = useCallback(() => openDialog.set(null), []);

  useEffect(() => followStream(queryClient), []);
  useEffect(() => listenForKeys(), []);
  useQueue(me.id);
  useOwnNews(me.id);
  useRecentPlaces(location);
  useAttention(me);

  return (
    <>
      <Shell me={me} onNewTicket={onNewTicket}>
        <Fence resetKey={location}>
          <Suspense fallback={<RowsSkeleton rows={10} />}>
            <Switch>
              <Route path="/">
                <Redirect to="/inbox" replace />
              </Route>
              <Route path="/inbox/:view?/:id?">
                {({ view, id }) => (
                  <InboxScreen viewSlug={view} ticketId={idOf(id)} onNewTicket={onNewTicket} />
                )}
              </Route>
              <Route path="/tickets/:id">{({ id }) => <TicketScreen ticketId={idOf(id)} />}</Route>
              <Route path="/customers">
                <CustomerList />
              </Route>
              <Route path="/customers/duplicates">
                <DuplicatesPage />
              </Route>
              <Route path="/companies">
                <CompanyList />
              </Route>
              <Route path="/companies/:id">
                {({ id }) =>
                  idOf(id) === null ? <NotFound /> : <CompanyPage key={id} companyId={idOf(id) ?? 0} />
                }
              </Route>
              <Route path="/tasks">
                <TasksPage />
              </Route>
              <Route path="/customers/:id">
                {({ id }) =>
                  idOf(id) === null ? (
                    <NotFound />
                  ) : (
                    <CustomerPage key={id} customerId={idOf(id) ?? 0} onNewTicket={setNewTicketFor} />
                  )
                }
              </Route>
              <Route path="/dashboard/:id?">{({ id }) => <NumbersPage me={me} id={id} />}</Route>
              <Route path="/journey">
                <JourneyPage me={me} />
              </Route>
              {mayManage(me) ? (
                <Route path="/team">
                  <TeamPage />
                </Route>
              ) : null}
              <Route path="/settings/:section?/:id?">
                {({ section, id }) => <SettingsPage me={me} section={section} id={id} />}
              </Route>
              <Route path="/me/:section?">{({ section }) => <MeScreen me={me} section={section} />}</Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </Fence>
      </Shell>
      <Suspense fallback={null}>
        {newTicketFor === undefined ? null : (
          <NewTicket
            customer={newTicketFor}
            onClose={() => setNewTicketFor(undefined)}
            onCreated={(ticket) => {
              setNewTicketFor(undefined);
              navigate(`/tickets/${ticket.id}`);
            }}
          />
        )}
        {dialog === 'palette' ? <Palette me={me} onClose={close} /> : null}
        {dialog === 'notifications' ? <NotificationPanel onClose={close} /> : null}
        {dialog === 'keys' ? <KeysDialog onClose={close} /> : null}
        {dialog === 'queue' ? <QueueDialog onClose={close} /> : null}
        {bulk.length > 0 ? <BulkWatch /> : null}
        {lost ? <SessionLost me={me} /> : null}
      </Suspense>
    </>
  );
}

function NotFound() {
  const [, navigate] = useLocation();
  return (
    <EmptyState
      icon="search"
      title={t('error.missing_title')}
      action={
        <Button variant="default" onClick={() => navigate('/inbox')}>
          {t('nav.inbox')}
        </Button>
      }
    >
      {t('error.missing_page')}
    </EmptyState>
  );
}

/** A case by its own address, without a list beside it. */
function TicketScreen({ ticketId }: { ticketId: number | null }) {
  const [, navigate] = useLocation();
  if (ticketId === null) return <NotFound />;
  const back = () => {
    if (window.history.length > 1) window.history.back();
    else navigate('/inbox');
  };
  return <TicketPane ticketId={ticketId} showBack onBack={back} onSolved={() => undefined} />;
}
