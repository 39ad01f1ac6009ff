import { showToast } from '~/lib/toasts';

export function copyText(text: string, told: string): void {
  void navigator.clipboard?.writeText(text).then(() => showToast(told, { tone: 'ok', lifeMs: 4000 }));
}
