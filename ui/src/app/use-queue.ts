import { useEffect } from 'react';
import { withTexts } from '~/lib/i18n';

/**
 * What cannot reach the server waits in this browser. It comes once the first screen is drawn, with all that it needs
 * to say: without a server nothing more could be loaded.
 */
export function useQueue(agentId: number): void {
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isHere = true;
    void Promise.all([
      withTexts('frame', import('~/api/queue')),
      import('./QueueDialog'),
      import('~/features/ticket/composer/ComposerBox').catch(() => null),
    ]).then(([queue]) => {
      if (isHere) stop = queue.runQueue(agentId);
    });
    return () => {
      isHere = false;
      stop?.();
    };
  }, [agentId]);
}
