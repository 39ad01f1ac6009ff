import { createStore } from '~/lib/store';

/** Dialogs that may open over any screen; they survive a change of language. */
export const openDialog = createStore<'keys' | 'palette' | 'queue' | 'notifications' | null>(null);
