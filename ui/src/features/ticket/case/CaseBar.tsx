import { useState } from 'react';
import { useTicketLinks } from '~/api/cases';
import { useTeams } from '~/api/people';
import type { Ticket, TicketChange } from '~/api/records';
import { useCommand } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { Icon } from '~/parts/Icon';
import { Picker } from '~/parts/Picker';
import { pickButton } from '../picks';
import header from '../TicketHeader.module.css';
import { caseDetails, caseDialog, toggleDetails } from './dialogs';
import { PromiseClock } from './PromiseClock';
import { TimerButton } from './TimerButton';

const NONE = 'none';

interface CaseBarProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
}

/** The rest of the header's row: team, what was promised, the running clock, and the way to the details. */
export default function CaseBar({ ticket, onChange }: CaseBarProps) {
  const teams = useTeams().data ?? [];
  const [teamOpen, setTeamOpen] = useState(false);
  const details = useStore(caseDetails);
  const links = useTicketLinks(ticket.id).data?.length ?? 0;
  useCommand('ticket.team', { run: () => setTeamOpen(true), enabled: ticket.deleted_at === null });
  const team = teams.find((one) => one.id === ticket.team_id);
  return (
    <>
      <Picker
        label={t('case.team')}
        options={[
          { value: NONE, label: t('case.no_team') },
          ...teams.map((one) => ({ value: String(one.id), label: one.name })),
        ]}
        selected={[ticket.team_id === null ? NONE : String(ticket.team_id)]}
        opened={teamOpen}
        onOpenedChange={setTeamOpen}
        onPick={(value) => {
          const picked = value === NONE ? null : Number(value);
          if (picked !== ticket.team_id) onChange({ team_id: picked });
        }}
        target={pickButton(
          t('case.team'),
          team ? team.name : <span className={header.faint}>{t('case.team')}</span>,
          'customers',
        )}
      />
      <PromiseClock at={ticket.next_update_at} onOpen={() => caseDialog.set('promise')} />
      <TimerButton ticketId={ticket.id} />
      <button
        type="button"
        className={header.pick}
        aria-expanded={details}
        title={t('case.details')}
        onClick={toggleDetails}
      >
        <Icon name="table" size={15} />
        <span className="visually-hidden">{t('case.details')}</span>
        {links > 0 ? (
          <>
            <span className="visually-hidden">{` · ${t('case.links')}: `}</span>
            <span className="numeric">{links}</span>
          </>
        ) : null}
        <Icon name="down" size={14} style={{ transform: details ? 'rotate(180deg)' : undefined }} />
      </button>
    </>
  );
}
