import { memo, useMemo } from 'react';
import { Link } from 'wouter';
import type { Filter, Ticket } from '~/api/records';
import type { LiveRows, RowSource } from '~/api/rows';
import { t } from '~/lib/i18n';
import { type Column, columnsShown } from '~/parts/rows/columns';
import { type ListControl, RecordList, type RowState } from '~/parts/rows/RecordList';
import classes from '~/parts/rows/Table.module.css';
import { TableHead, templateOf } from '~/parts/rows/TableHead';
import type { VirtualRowsHandle } from '~/parts/VirtualRows';
import { TICKET_COLUMNS_USUAL, ticketColumns } from './columns';

interface TicketTableProps {
  source: RowSource<Ticket>;
  filter: Filter | null;
  sort: string;
  label: string;
  selectedId: number | null;
  handle: React.RefObject<VirtualRowsHandle | null>;
  bar: (control: ListControl, rows: LiveRows<Ticket>) => React.ReactNode;
  empty: React.ReactNode;
  onListed: (ids: readonly number[]) => void;
  columns: readonly string[] | null;
  hrefOf: (id: number) => string;
  onSort: (sort: string) => void;
}

const ROW_PX = 44;
const SUBJECT = 'minmax(220px, 2.5fr)';

/** The cases as a table, where there is room for one. */
export default function TicketTable({ columns, hrefOf, onSort, ...list }: TicketTableProps) {
  const shown = useMemo(() => columnsShown(ticketColumns(), columns, TICKET_COLUMNS_USUAL), [columns]);
  const template = templateOf(shown, SUBJECT);
  return (
    <RecordList<Ticket>
      {...list}
      rowHeight={ROW_PX}
      className={classes.scroll}
      head={
        <TableHead
          columns={shown}
          first={t('filter.tickets.subject')}
          template={template}
          sort={list.sort}
          onSort={onSort}
        />
      }
      renderRow={(ticket, state) => (
        <TicketCells
          ticket={ticket}
          href={hrefOf(ticket.id)}
          columns={shown}
          template={template}
          {...state}
        />
      )}
    />
  );
}

interface TicketCellsProps extends RowState {
  ticket: Ticket;
  href: string;
  columns: readonly Column<Ticket>[];
  template: string;
}

const TicketCells = memo(function TicketCells(props: TicketCellsProps) {
  const { ticket, href, columns, template, chosen, onToggle } = props;
  return (
    <div className={classes.row} data-chosen={chosen} style={{ gridTemplateColumns: template }}>
      <label className={classes.box}>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('list.select_ticket', { number: ticket.id, subject: ticket.subject })}
          onChange={() => undefined}
          onClick={(event) => onToggle(ticket.id, event.shiftKey)}
        />
      </label>
      <Link href={href} className={classes.first}>
        {ticket.subject}
      </Link>
      {columns.map((column) => (
        <span key={column.name} className={classes.cell} data-number={column.isNumber}>
          {column.cell(ticket)}
        </span>
      ))}
    </div>
  );
});
