import { useEffect } from 'react';
import { refreshPreferences } from '~/api/preferences';
import { refreshMe } from '~/api/session';
import { onEvents } from '~/api/stream';

/** One's own account, changed by another device or by an administrator, is the same here a moment later. */
export function useOwnNews(agentId: number): void {
  useEffect(
    () =>
      onEvents((events) => {
        const ignore = () => undefined;
        if (events.some((event) => event.entity === 'preferences')) refreshPreferences().catch(ignore);
        if (events.some((event) => event.entity === 'agent' && event.entity_id === agentId))
          refreshMe().catch(ignore);
      }),
    [agentId],
  );
}
