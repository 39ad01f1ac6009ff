import { createStore, useStore } from './store';

export interface Toast {
  id: number;
  text: string;
  detail?: string;
  tone: 'plain' | 'ok' | 'danger';
  action?: { label: string; run: () => void };
  lifeMs: number;
}

const MOST = 4;
export const UNDO_MS = 8000;
const store = createStore<readonly Toast[]>([]);
let next = 1;

export function showToast(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  const id = next++;
  const toast: Toast = { id, text, tone: 'plain', lifeMs: UNDO_MS, ...options };
  store.set((now) => [...now, toast].slice(-MOST));
  return id;
}

export function closeToast(id: number): void {
  store.set((now) => now.filter((toast) => toast.id !== id));
}

export const useToasts = (): readonly Toast[] => useStore(store);
