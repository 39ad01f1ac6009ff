import { useQueryClient } from '@tanstack/react-query';
import { asProblem } from '~/api/problem';
import { changeRecord, keepRecord, type Stored } from '~/api/settings';
import { type Collection, settingsKeys } from '~/api/settings-keys';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { moved, placed } from './order';

type Placed = Stored & { position: number };

/** Moves a record of a list by one place: at once on the screen, then on the server, back again when it refuses. */
export function useOrder<T extends Placed>(
  collection: Collection,
): (shown: readonly T[], index: number, by: -1 | 1) => void {
  const client = useQueryClient();
  return (shown, index, by) => {
    const changes = placed(moved(shown, index, by));
    const before = client.getQueryData<T[]>(settingsKeys.records(collection));
    const at = new Map(changes.map((one) => [one.record.id, one.position]));
    client.setQueryData<T[]>(settingsKeys.records(collection), (now) =>
      now?.map((one) => ({ ...one, position: at.get(one.id) ?? one.position })),
    );
    const write = async () => {
      for (const { record, position } of changes)
        keepRecord(
          client,
          collection,
          await changeRecord<T>(collection, record.id, record.version, { position }),
        );
    };
    write().catch((error) => {
      client.setQueryData(settingsKeys.records(collection), before);
      showToast(t('set.not_moved'), { tone: 'danger', detail: asProblem(error).message });
      void client.invalidateQueries({ queryKey: settingsKeys.records(collection) });
    });
  };
}
