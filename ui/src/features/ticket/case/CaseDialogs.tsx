import type { Ticket, TicketChange } from '~/api/records';
import type { CaseDialogName } from './dialogs';
import { LinkDialog } from './LinkDialog';
import { MergeDialog } from './MergeDialog';
import { PrintDialog } from './PrintDialog';
import { TimeDialog } from './TimeDialog';
import type { CaseActions } from './use-case-actions';
import { WhenDialog } from './WhenDialog';

interface CaseDialogsProps {
  name: CaseDialogName;
  ticket: Ticket;
  actions: CaseActions;
  onChange: (change: TicketChange) => void;
  onGone: () => void;
  onClose: () => void;
}

export default function CaseDialogs({ name, ticket, actions, onChange, onGone, onClose }: CaseDialogsProps) {
  switch (name) {
    case 'snooze':
    case 'promise':
      return (
        <WhenDialog
          what={name}
          ticket={ticket}
          onClose={onClose}
          onPick={(at) => {
            onClose();
            if (name === 'promise') onChange({ next_update_at: at });
            else {
              onChange({ snoozed_until: at });
              if (at !== null) onGone();
            }
          }}
        />
      );
    case 'merge':
      return <MergeDialog ticket={ticket} actions={actions} onClose={onClose} />;
    case 'link':
      return <LinkDialog ticket={ticket} actions={actions} onClose={onClose} />;
    case 'time':
      return <TimeDialog ticket={ticket} onClose={onClose} />;
    case 'print':
      return <PrintDialog ticket={ticket} onClose={onClose} />;
  }
}
