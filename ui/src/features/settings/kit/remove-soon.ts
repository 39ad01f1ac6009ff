import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { createStore, useStore } from '~/lib/store';
import { closeToast, showToast, UNDO_MS } from '~/lib/toasts';

/** What was removed here and can still be taken back: hidden, and gone only after the toast. */
const going = createStore<ReadonlySet<string>>(new Set());
const due = new Map<string, () => void>();

const hide = (name: string, hidden: boolean): void =>
  going.set((now) => {
    const next = new Set(now);
    if (hidden) next.add(name);
    else next.delete(name);
    return next;
  });

// Who leaves the page has not taken it back.
window.addEventListener('pagehide', () => {
  for (const run of [...due.values()]) run();
});

/** Hides it at once, removes it after eight seconds unless somebody takes it back. */
export function removeSoon(name: string, words: string, remove: () => Promise<unknown>): void {
  hide(name, true);
  const go = () => {
    clearTimeout(timer);
    due.delete(name);
    closeToast(toast);
    remove()
      .catch((error) => showToast(t('set.not_removed'), { tone: 'danger', detail: asProblem(error).message }))
      .finally(() => hide(name, false));
  };
  const timer = setTimeout(go, UNDO_MS);
  const toast = showToast(words, {
    action: {
      label: t('action.undo'),
      run: () => {
        clearTimeout(timer);
        due.delete(name);
        hide(name, false);
      },
    },
  });
  due.set(name, go);
}

export const useGoing = (): ReadonlySet<string> => useStore(going);
