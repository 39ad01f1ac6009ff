import type { Drill } from '~/api/drill';
import { createStore } from '~/lib/store';

/** A figure whose list is open: what it is called, what it says, and which list it counts. */
export interface OpenDrill {
  title: string;
  drill: Drill;
}

export const openedDrill = createStore<OpenDrill | null>(null);

/** Opens the list behind a figure; nothing where there is none. */
export function openDrill(title: string, drill: Drill | null): void {
  if (drill) openedDrill.set({ title, drill });
}

/** The action of a figure that has a list; undefined where there is none, so that it is no button then. */
export const opensDrill = (title: string, drill: Drill | null): (() => void) | undefined =>
  drill ? () => openDrill(title, drill) : undefined;
