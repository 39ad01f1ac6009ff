import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';

/** Something that is done on the server, told in a toast, and taken back from there where that is possible. */
export interface Act {
  run: () => Promise<unknown>;
  /** What it did, in a few words; nothing is said without. */
  done?: string;
  undo?: () => Promise<unknown>;
}

/** Runs acts one by one; what they make old is asked again. True once it is done; a refusal is told and is false. */
export function useAct(stale: readonly (readonly unknown[])[]): (act: Act) => Promise<boolean> {
  const client = useQueryClient();
  const keys = JSON.stringify(stale);
  return useCallback(
    async (act: Act) => {
      const refresh = () => {
        for (const queryKey of JSON.parse(keys) as unknown[][]) void client.invalidateQueries({ queryKey });
      };
      const attempt = async (run: () => Promise<unknown>): Promise<boolean> => {
        try {
          await run();
          return true;
        } catch (error) {
          showToast(t('act.refused'), { tone: 'danger', detail: asProblem(error).message });
          return false;
        } finally {
          refresh();
        }
      };
      const isDone = await attempt(act.run);
      const { undo } = act;
      if (isDone && act.done)
        showToast(act.done, {
          tone: 'ok',
          ...(undo
            ? {
                action: {
                  label: t('action.undo'),
                  run: () =>
                    void attempt(undo).then((isUndone) =>
                      isUndone ? showToast(t('act.undone'), { tone: 'ok' }) : undefined,
                    ),
                },
              }
            : {}),
        });
      return isDone;
    },
    [client, keys],
  );
}
