import { useLocation } from 'wouter';
import { exportAddress } from '~/api/bulk';
import type { Filter } from '~/api/records';
import { ticketSource } from '~/api/tickets';
import type { PlacedView } from '~/api/views';
import { t } from '~/lib/i18n';
import { columnsShown } from '~/parts/rows/columns';
import type { ListAddress } from '~/parts/rows/use-list-address';
import { ListTools } from '~/parts/views/ListTools';
import { TICKET_COLUMNS_USUAL, ticketColumnNames, ticketColumns } from './columns';
import { slugOf, viewName } from './view';

interface TicketToolsProps {
  views: readonly PlacedView[];
  view: PlacedView;
  address: ListAddress;
  isWide: boolean;
}

const count = async (filter: Filter | null): Promise<{ count: number; capped: boolean }> => {
  const page = await ticketSource.fetch({ filter, sort: '-updated_at', limit: 1, count: true });
  return { count: page.count ?? 0, capped: page.count_capped ?? false };
};

/** The tools of the list of cases. */
export default function TicketTools({ views, view, address, isWide }: TicketToolsProps) {
  const [, navigate] = useLocation();
  const all = ticketColumns();
  const shown = columnsShown(all, address.columns, TICKET_COLUMNS_USUAL).map((column) => column.name);
  return (
    <ListTools
      entity="tickets"
      views={views}
      view={view}
      nameOf={viewName}
      address={address}
      isWide={isWide}
      filterTitle={t('list.filter_tickets')}
      count={count}
      columns={all}
      shownColumns={shown}
      exportHref={(filter, sort) => exportAddress('tickets', filter, sort, ticketColumnNames(shown))}
      onGo={(next) => navigate(next ? `/inbox/${slugOf(next)}` : '/inbox')}
    />
  );
}
