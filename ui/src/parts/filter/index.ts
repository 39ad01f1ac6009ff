import { lazy } from 'react';
import { withTexts } from '~/lib/i18n';

/** The editor for whoever builds a filter (segments, rules, reports); it brings its texts along. */
export const FilterEditor = lazy(() =>
  withTexts(
    'list',
    import('./FilterEditor').then((module) => ({ default: module.FilterEditor })),
  ),
);
export const FilterDialog = lazy(() => withTexts('list', import('./FilterDialog')));
export const FilterChips = lazy(() => withTexts('list', import('./FilterChips')));
export { isEverything, readFilter } from './model';
