/* Two tickets about one matter become one; and a ticket about two matters becomes two. Either way the messages move whole,
 * with their files, and both tickets say where to and where from. */
#ifndef LAZO_DESK_TICKET_MERGE_H
#define LAZO_DESK_TICKET_MERGE_H

#include "desk/ticket.h"

/* Moves the messages of `from_id` into `into_id` and closes `from_id`; who followed it follows the other. FAULT_CONFLICT
 * when they belong to different customers, are the same, one was merged before, or either is in the trash. Appends
 * ticket.merged on both. */
MUST_CHECK Result ticket_merge(Work *work, int64_t into_id, int64_t from_id, Ticket *out_into);

/* Takes the merge of `from_id` back: its messages return and it stands as it stood. FAULT_NOT_FOUND when it was not merged;
 * FAULT_CONFLICT when something was written or changed in either since, or it had more than MERGE_UNDO_MESSAGES_MAX
 * messages. Appends ticket.unmerged on both. */
#define MERGE_UNDO_MESSAGES_MAX 2000
MUST_CHECK Result ticket_unmerge(Work *work, int64_t from_id, Ticket *out_from);

/* Makes a ticket of some messages of `from_id`, with its customer, team, agent, priority, product, topic and tags, and links
 * both as related. FAULT_INVALID for a message that is not its own or is named twice; FAULT_CONFLICT when no message would
 * stay, or in the trash. Appends ticket.split on both. */
#define SPLIT_MESSAGES_MAX 500
typedef struct TicketSplit {
    int64_t from_id;
    const int64_t *message_ids;
    size_t message_count;
    Text subject; /* empty: that of from_id */
} TicketSplit;
MUST_CHECK Result ticket_split(Work *work, const TicketSplit *split, Ticket *out_ticket);

/* Moves messages one by one, with everything that hangs on them; for the above. */
MUST_CHECK Result messages_move(Work *work, const int64_t *ids, size_t count, const Ticket *into);

extern const Route ticket_merge_routes[];

#endif
