import { useEffect } from 'react';

/** What the tab and the history call this screen. */
export function useTitle(title: string | null | undefined, enabled = true): void {
  useEffect(() => {
    if (!enabled) return;
    document.title = title ? `${title} · Lazo` : 'Lazo';
  }, [title, enabled]);
}
