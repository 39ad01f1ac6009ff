/* What becomes of a ticket beside its status: put off until a time or a reply, spam, in the trash. Lists leave such tickets
 * out unless they are asked for them by name. */
#ifndef LAZO_DESK_TICKET_STATE_H
#define LAZO_DESK_TICKET_STATE_H

#include "desk/ticket.h"

/* The ticket's `usual`: neither deleted, nor spam, nor put off beyond now. */
MUST_CHECK Result ticket_usual(Work *work, const Filter *asked, const Filter **out_filter);

/* Whether a change may be made as it is asked: a snooze lies ahead, nothing in the trash changes. */
MUST_CHECK Result ticket_state_check(Work *work, const Ticket *before, const Ticket *after);
/* FAULT_CONFLICT for a ticket in the trash. */
MUST_CHECK Result ticket_is_kept(const Ticket *ticket);
/* FAULT_INVALID, one fault a field, when fields are empty that the business wants filled before a ticket is solved. */
MUST_CHECK Result ticket_may_be_solved(Work *work, int64_t ticket_id);

/* Into the trash and back. What is so already stays so. Appends ticket.deleted, ticket.restored. */
MUST_CHECK Result ticket_delete(Work *work, const Ticket *before, Ticket *out_ticket);
MUST_CHECK Result ticket_restore(Work *work, const Ticket *before, Ticket *out_ticket);

/* Periodic tasks: tickets whose snooze is over come back (ticket.woken); what was in the trash for `trash_days` goes for
 * good, with its messages and files. */
#define TICKET_WAKE_EVERY_MS (15 * SECOND_MS)
MUST_CHECK Result ticket_run_wake(Workspace *workspace, Arena *arena);
MUST_CHECK Result ticket_run_purge(Workspace *workspace, Arena *arena);

extern const Route ticket_state_routes[];

#endif
