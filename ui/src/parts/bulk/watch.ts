import { type BulkWhat, type BulkWhich, beginBulk } from '~/api/bulk';
import { asProblem } from '~/api/problem';
import type { ListedEntity } from '~/api/views';
import { t } from '~/lib/i18n';
import { createStore } from '~/lib/store';
import { showToast } from '~/lib/toasts';

/** Bulk actions that this person began here and whose end they have not seen yet. */
export const watchedBulk = createStore<readonly number[]>([]);

export const watchBulk = (id: number): void =>
  watchedBulk.set((now) => (now.includes(id) ? now : [...now, id]));
export const unwatchBulk = (id: number): void => watchedBulk.set((now) => now.filter((one) => one !== id));

/** Begins it; its progress and its end are shown wherever the person goes on to. */
export async function startBulk(entity: ListedEntity, which: BulkWhich, what: BulkWhat): Promise<boolean> {
  try {
    watchBulk((await beginBulk(entity, which, what)).id);
    return true;
  } catch (error) {
    showToast(t('bulk.not_begun'), { tone: 'danger', detail: asProblem(error).message });
    return false;
  }
}
