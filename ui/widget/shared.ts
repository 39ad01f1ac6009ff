/** What loader and panel know of each other. */
export interface Person {
  name?: string;
  email?: string;
}

export interface Place {
  base: string;
  site: string;
  language: string;
  root: ShadowRoot;
  button: HTMLButtonElement;
  person: Person;
}

export interface Panel {
  open: () => void;
  close: () => void;
  isOpen: () => boolean;
  write: (text: string) => void;
  remove: () => void;
}

export type StartPanel = (place: Place) => Panel;

declare global {
  interface Window {
    Lazo?: ((...call: unknown[]) => void) & { q?: unknown[][] };
    lazoPanel?: StartPanel;
  }
}

const nameOf = (site: string, what: string): string => `lazo.${site}.${what}`;

/** Pages may forbid storage: the widget then forgets, and works. */
export function recall(site: string, what: string): string | null {
  try {
    return localStorage.getItem(nameOf(site, what));
  } catch {
    return null;
  }
}

export function keep(site: string, what: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(nameOf(site, what));
    else localStorage.setItem(nameOf(site, what), value);
  } catch {
    // Forbidden here.
  }
}
