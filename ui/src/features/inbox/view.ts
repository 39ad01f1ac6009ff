import type { Filter, View } from '~/api/records';
import { t, textOr } from '~/lib/i18n';

export const DEFAULT_SORT = '-updated_at';
export const SORTS = [
  '-updated_at',
  'updated_at',
  '-created_at',
  'created_at',
  'next_update_at',
  '-solved_at',
] as const;

export function sortName(sort: (typeof SORTS)[number]): string {
  switch (sort) {
    case '-updated_at':
      return t('inbox.sort_desc_updated_at');
    case 'updated_at':
      return t('inbox.sort_updated_at');
    case '-created_at':
      return t('inbox.sort_desc_created_at');
    case 'created_at':
      return t('inbox.sort_created_at');
    case 'next_update_at':
      return t('inbox.sort_next_update_at');
    default:
      return t('inbox.sort_desc_solved_at');
  }
}

/** The view's name in the address: a built-in view has a word, a saved one its number. */
export const slugOf = (view: View): string => view.builtin_key ?? String(view.id);

/** Built-in views are named in the reader's language, saved ones as they were saved. */
export const viewName = (view: View): string =>
  view.builtin_key ? textOr(`view.${view.builtin_key}`, view.name) : view.name;

export const findView = <V extends View>(views: readonly V[], slug: string | undefined): V | undefined =>
  views.find((view) => slugOf(view) === slug);

/** A view narrowed by typed words: number, subject, or the customer's name or address. */
export function narrowed(filter: Filter | null, words: string): Filter | null {
  const typed = words.trim();
  if (typed === '') return filter;
  const number = /^#?(\d{1,12})$/.exec(typed);
  const search: Filter = number
    ? {
        any: [
          { field: 'number', op: 'is', value: Number(number[1]) },
          { field: 'subject', op: 'contains', value: typed },
        ],
      }
    : {
        any: [
          { field: 'subject', op: 'contains', value: typed },
          { field: 'customer.name', op: 'contains', value: typed },
          { field: 'customer.email', op: 'contains', value: typed },
        ],
      };
  return filter ? { all: [filter, search] } : search;
}
