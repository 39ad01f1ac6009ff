import { useEffect } from 'react';

let name = 'Lazo';
let unread = 0;

function show(): void {
  document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${name}` : name;
}

/** What waits for this person, before the name of every screen: "(3) Bandeja · Lazo". */
export function setTitleCount(count: number): void {
  unread = count;
  show();
}

/** What the tab and the history call this screen. */
export function useTitle(title: string | null | undefined, enabled = true): void {
  useEffect(() => {
    if (!enabled) return;
    name = title ? `${title} · Lazo` : 'Lazo';
    show();
  }, [title, enabled]);
}
