import { lazy, Suspense } from 'react';
import { usePresence } from '~/api/presence';
import { withTexts } from '~/lib/i18n';

// Mostly there is nobody else: what shows them comes when somebody is there.
const view = () => withTexts('attention', import('./PresenceView'));
const Bar = lazy(() => view().then((module) => ({ default: module.PresenceBarView })));
const Mark = lazy(() => view().then((module) => ({ default: module.PresenceMarkView })));

/** Who else is in a ticket, in words and faces; comings and goings are announced politely. */
export function PresenceBar({ ticketId }: { ticketId: number }) {
  const others = usePresence(ticketId);
  return (
    <div role="status">
      {others.length > 0 ? (
        <Suspense fallback={null}>
          <Bar others={others} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** In a list's row: an eye when somebody else is in the ticket, a pencil when they write there. */
export function PresenceMark({ ticketId }: { ticketId: number }) {
  const others = usePresence(ticketId);
  return others.length > 0 ? (
    <Suspense fallback={null}>
      <Mark others={others} />
    </Suspense>
  ) : null;
}
