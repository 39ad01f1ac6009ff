import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useCallback, useDeferredValue, useRef, useState } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { useTicket } from '~/api/tickets';
import { useViews } from '~/api/views';
import { TicketList } from '~/features/inbox/TicketList';
import { findView, slugOf } from '~/features/inbox/view';
import { TicketView } from '~/features/ticket/TicketView';
import { t, withTexts } from '~/lib/i18n';
import { preferences } from '~/lib/preferences';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './InboxScreen.module.css';

const CustomerPanel = lazy(() => withTexts('customer', import('~/features/customers/CustomerPanel')));
const PanelDrawer = lazy(() => import('./PanelDrawer'));

interface InboxScreenProps {
  viewSlug: string | undefined;
  ticketId: number | null;
  onNewTicket: () => void;
}

const WIDE = '(min-width: 1280px)';
const DESK = '(min-width: 1024px)';

/** The list, the conversation and the customer, side by side where there is room, one after the other where not. */
export default function InboxScreen({ viewSlug, ticketId, onNewTicket }: InboxScreenProps) {
  const views = useViews();
  const [, navigate] = useLocation();
  const query = useSearch();
  const isDesk = useMediaQuery(DESK, true, { getInitialValueInEffect: false });
  const listed = useRef<readonly number[]>([]);
  const onListed = useCallback((ids: readonly number[]) => {
    listed.current = ids;
  }, []);
  const view = viewSlug ? findView(views.data ?? [], viewSlug) : undefined;
  const slug = view ? slugOf(view) : undefined;
  const suffix = query ? `?${query}` : '';
  const back = useCallback(
    () => navigate(slug ? `/inbox/${slug}${suffix}` : '/inbox'),
    [navigate, slug, suffix],
  );
  const solved = useCallback(() => {
    const wish = preferences().afterSolve;
    if (wish === 'stay' || ticketId === null) return;
    const at = listed.current.indexOf(ticketId);
    const next = wish === 'next' ? (listed.current[at + 1] ?? listed.current[at - 1]) : undefined;
    if (next === undefined) back();
    else navigate(`/inbox/${slug}/${next}${suffix}`);
  }, [back, navigate, slug, suffix, ticketId]);
  const shownId = useDeferredValue(ticketId);

  if (views.isError && !views.data)
    return <ErrorState error={views.error} onRetry={() => void views.refetch()} />;
  if (!views.data) return <RowsSkeleton />;
  if (!view) {
    const first = views.data.find((one) => one.builtin_key === 'open') ?? views.data[0];
    if (!first) return <EmptyState icon="inbox" title={t('inbox.no_views')} />;
    return <Redirect to={`/inbox/${slugOf(first)}`} replace />;
  }

  const list = (
    <TicketList
      key={slug}
      views={views.data}
      view={view}
      selectedId={ticketId}
      isWide={isDesk && ticketId === null}
      onNewTicket={onNewTicket}
      onListed={onListed}
    />
  );
  if (!isDesk)
    return (
      <div className={classes.single}>
        {ticketId === null ? (
          list
        ) : (
          <TicketPane ticketId={ticketId} showBack onBack={back} onSolved={solved} />
        )}
      </div>
    );
  const isTable = (new URLSearchParams(query).get('layout') ?? view.layout) === 'table';
  if (shownId === null && isTable) return <div className={classes.single}>{list}</div>;
  if (shownId === null)
    return (
      <div className={classes.screen}>
        <div className={classes.list}>{list}</div>
        <div className={classes.welcome}>
          <EmptyState icon="chat" title={t('inbox.choose')}>
            {t('inbox.choose_why')}
          </EmptyState>
        </div>
      </div>
    );
  return <TicketPane ticketId={shownId} showBack={false} onBack={back} onSolved={solved} list={list} />;
}

interface TicketPaneProps {
  ticketId: number;
  showBack: boolean;
  onBack: () => void;
  onSolved: () => void;
  list?: React.ReactNode;
}

/** A case with its customer: a third column on a wide screen, a drawer on a narrower one. */
export function TicketPane({ ticketId, showBack, onBack, onSolved, list }: TicketPaneProps) {
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [drawer, setDrawer] = useState(false);
  const [column, setColumn] = useState(true);
  const ticket = useTicket(ticketId);
  const panel = (
    <Suspense fallback={<RowsSkeleton rows={5} />}>
      <CustomerPanel customerId={ticket.data?.customer_id ?? null} ticketId={ticketId} />
    </Suspense>
  );
  const togglePanel = useCallback(() => {
    if (isWide) setColumn((now) => !now);
    else setDrawer((now) => !now);
  }, [isWide]);
  const showColumn = isWide && column;
  const columns = [list ? '360px' : null, 'minmax(0, 1fr)', showColumn ? '320px' : null]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={classes.screen} style={{ gridTemplateColumns: columns }}>
      {list ? <div className={classes.list}>{list}</div> : null}
      <div className={classes.ticket}>
        <TicketView
          ticketId={ticketId}
          showBack={showBack}
          onBack={onBack}
          showPanel
          onPanel={togglePanel}
          onSolved={onSolved}
        />
      </div>
      {showColumn ? (
        <aside className={classes.panel} aria-label={t('ticket.customer_panel')}>
          {ticket.data ? panel : null}
        </aside>
      ) : null}
      {isWide ? null : (
        <Suspense fallback={null}>
          <PanelDrawer opened={drawer} onClose={() => setDrawer(false)}>
            {ticket.data ? panel : null}
          </PanelDrawer>
        </Suspense>
      )}
    </div>
  );
}
