import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import type { Column } from './columns';
import classes from './Table.module.css';

interface TableHeadProps<T> {
  columns: readonly Column<T>[];
  /** The name of the first column, which is the way into a record. */
  first: string;
  firstSort?: string;
  template: string;
  sort: string;
  onSort: (sort: string) => void;
}

/** Titles over a table; those by which the list can be sorted are buttons that say how it is sorted now. */
export function TableHead<T>({ columns, first, firstSort, template, sort, onSort }: TableHeadProps<T>) {
  const title = (label: string, by: string | undefined, isNumber: boolean | undefined) => {
    const state = by && sort === by ? 'ascending' : by && sort === `-${by}` ? 'descending' : 'none';
    if (!by) return <span data-number={isNumber}>{label}</span>;
    return (
      <button
        type="button"
        className={classes.sort}
        data-number={isNumber}
        aria-label={t(
          state === 'ascending'
            ? 'list.sorted_up'
            : state === 'descending'
              ? 'list.sorted_down'
              : 'list.sort_by',
          { name: label },
        )}
        onClick={() => onSort(state === 'descending' ? by : `-${by}`)}
      >
        {label}
        {state === 'none' ? null : <Icon name={state === 'ascending' ? 'up' : 'fall'} size={13} />}
      </button>
    );
  };
  return (
    <div className={classes.head} style={{ gridTemplateColumns: template }}>
      <span />
      {title(first, firstSort, false)}
      {columns.map((column) => (
        <span key={column.name} className={classes.cell} data-number={column.isNumber}>
          {title(column.label, column.sort, column.isNumber)}
        </span>
      ))}
    </div>
  );
}

export const templateOf = <T,>(columns: readonly Column<T>[], first: string): string =>
  `34px ${first} ${columns.map((column) => column.width).join(' ')}`;
