import type { BulkWhich } from '~/api/bulk';
import type { Filter } from '~/api/records';

/** What is chosen in a list: some records, or all that the list finds but some. */
export interface Selection {
  all: boolean;
  /** The chosen ones; with `all`, those left out. */
  ids: ReadonlySet<number>;
  /** Where a range with Shift begins. */
  from: number | null;
}

export const NOTHING_CHOSEN: Selection = { all: false, ids: new Set(), from: null };
export const ALL_CHOSEN: Selection = { all: true, ids: new Set(), from: null };

export const isChosen = (selection: Selection, id: number): boolean =>
  selection.ids.has(id) !== selection.all;

export const chosenCount = (selection: Selection, total: number): number =>
  selection.all ? Math.max(0, total - selection.ids.size) : selection.ids.size;

/** One record, or with `range` all from where the last choice was made to here: they become what the last one is not now. */
export function toggled(
  selection: Selection,
  listed: readonly number[],
  id: number,
  range: boolean,
): Selection {
  const to = !isChosen(selection, id);
  const here = listed.indexOf(id);
  const there = selection.from === null ? -1 : listed.indexOf(selection.from);
  const touched =
    range && here >= 0 && there >= 0 ? listed.slice(Math.min(here, there), Math.max(here, there) + 1) : [id];
  const ids = new Set(selection.ids);
  for (const one of touched) {
    if (to === selection.all) ids.delete(one);
    else ids.add(one);
  }
  return { ...selection, ids, from: id };
}

/** The same as the server is told. */
export const whichOf = (selection: Selection, filter: Filter | null): BulkWhich =>
  selection.all
    ? {
        filter: filter ?? { all: [] },
        ...(selection.ids.size > 0 ? { left_out: [...selection.ids] } : {}),
      }
    : { ids: [...selection.ids] };
