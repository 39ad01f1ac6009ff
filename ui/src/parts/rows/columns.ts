import type { ReactNode } from 'react';

/** A column that a table can have. */
export interface ColumnChoice {
  /** As the server names the field; in an export too. */
  name: string;
  label: string;
}

export interface Column<T> extends ColumnChoice {
  /** Of a grid: minmax(120px, 1fr). */
  width: string;
  /** The field by which the list can be sorted. */
  sort?: string;
  /** Figures stand to the right. */
  isNumber?: boolean;
  cell: (record: T) => ReactNode;
}

/** The columns that were asked for, as far as there are such; else the usual ones. */
export function columnsShown<T>(
  all: readonly Column<T>[],
  wanted: readonly string[] | null,
  usual: readonly string[],
): Column<T>[] {
  const pick = (names: readonly string[]) =>
    names.map((name) => all.find((column) => column.name === name)).filter((column) => column !== undefined);
  const found = wanted ? pick(wanted) : [];
  return found.length > 0 ? found : pick(usual);
}
