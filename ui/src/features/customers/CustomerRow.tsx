import { memo } from 'react';
import { Link } from 'wouter';
import type { Customer } from '~/api/records';
import { formatMoney } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Avatar, StageMark } from '~/parts/marks';
import type { Column } from '~/parts/rows/columns';
import type { RowState } from '~/parts/rows/RecordList';
import table from '~/parts/rows/Table.module.css';
import classes from './CustomerList.module.css';

interface CustomerRowProps extends RowState {
  customer: Customer;
  /** null: no room for a table, a card then. */
  columns: readonly Column<Customer>[] | null;
  template: string;
}

export const CustomerRow = memo(function CustomerRow(props: CustomerRowProps) {
  const { customer, columns, template, chosen, onToggle } = props;
  const name = customer.name || customer.email || t('customer.unknown');
  return (
    <div
      className={table.row}
      data-chosen={chosen}
      style={{ gridTemplateColumns: columns ? template : '34px minmax(0, 1fr) auto' }}
    >
      <label className={table.box}>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('list.select_customer', { name })}
          onChange={() => undefined}
          onClick={(event) => onToggle(customer.id, event.shiftKey)}
        />
      </label>
      <Link href={`/customers/${customer.id}`} className={`${table.first} ${classes.who}`}>
        <Avatar name={name} size={34} />
        <span className={classes.names}>
          <span className={classes.name}>{name}</span>
          <span className={classes.address}>
            {[customer.company?.name, customer.email ?? customer.phone].filter(Boolean).join(' · ')}
          </span>
        </span>
      </Link>
      {columns ? (
        columns.map((column) => (
          <span key={column.name} className={table.cell} data-number={column.isNumber}>
            {column.cell(customer)}
          </span>
        ))
      ) : (
        <span className={classes.narrow}>
          <StageMark stage={customer.stage} />
          <span className="numeric">{formatMoney(customer.revenue, true)}</span>
        </span>
      )}
    </div>
  );
});
