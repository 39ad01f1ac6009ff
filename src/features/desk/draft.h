/* A draft: what an agent writes in a ticket and has not left yet. An answer is shared with whoever sees the ticket, one
 * writer at a time; a note is its author's own until it is added. An answer that is to leave in ten seconds or on Monday is
 * a draft too: `scheduled` until a durable job sends it, by the use case of any message, once. Saving words makes no event;
 * what others must know of (begun, taken, scheduled, held, failed, sent, discarded) does. */
#ifndef LAZO_DESK_DRAFT_H
#define LAZO_DESK_DRAFT_H

#include "desk/message.h"
#include "jobs/jobs.h"

typedef enum DraftKind { DRAFT_REPLY, DRAFT_NOTE } DraftKind;
typedef enum DraftState {
    DRAFT_WRITING,
    DRAFT_SCHEDULED,
    DRAFT_HELD,  /* something happened in the ticket that its author did not know of */
    DRAFT_FAILED /* it was refused when it was to leave */
} DraftState;
typedef enum DraftReason { REASON_CUSTOMER_WROTE, REASON_ANSWERED, REASON_AUTHOR_LEFT, REASON_REFUSED } DraftReason;

typedef struct Draft {
    FieldSet has; /* DRAFT_HAS(…) */
    int64_t id;
    int64_t version;
    int64_t ticket_id;
    int64_t agent_id;
    int64_t kind; /* DraftKind */
    Text slot;    /* hidden: unique in the ticket while it is being written */
    Text text;
    Text to; /* JSON lists as they were typed */
    Text cc;
    Text bcc;
    int64_t channel_id;
    Text mentions;
    int64_t status_after; /* TicketStatus */
    int64_t state;        /* DraftState */
    int64_t send_at;
    int64_t seen_message_id;
    int64_t reason; /* DraftReason */
    Text detail;
    int64_t leased_until;
    int64_t created_at;
    int64_t updated_at;
} Draft;
enum {
    DRAFT_FIELD_ID,
    DRAFT_FIELD_VERSION,
    DRAFT_FIELD_TICKET_ID,
    DRAFT_FIELD_AGENT_ID,
    DRAFT_FIELD_KIND,
    DRAFT_FIELD_SLOT,
    DRAFT_FIELD_TEXT,
    DRAFT_FIELD_TO,
    DRAFT_FIELD_CC,
    DRAFT_FIELD_BCC,
    DRAFT_FIELD_CHANNEL_ID,
    DRAFT_FIELD_MENTIONS,
    DRAFT_FIELD_STATUS_AFTER,
    DRAFT_FIELD_STATE,
    DRAFT_FIELD_SEND_AT,
    DRAFT_FIELD_SEEN_MESSAGE_ID,
    DRAFT_FIELD_REASON,
    DRAFT_FIELD_DETAIL,
    DRAFT_FIELD_LEASED_UNTIL,
    DRAFT_FIELD_CREATED_AT,
    DRAFT_FIELD_UPDATED_AT,
    DRAFT_FIELD_COUNT,
};
#define DRAFT_HAS(NAME) FIELD_BIT(DRAFT_FIELD_##NAME)

/* Whoever saves is at it for so long; the workspace saves every two seconds while somebody types. */
#define DRAFT_LEASE_MS (30 * SECOND_MS)
/* The farthest that an answer may be put off. */
#define DRAFT_SEND_AHEAD_MS_MAX (366 * DAY_MS)
#define DRAFT_DELAY_SECONDS_MAX 60
#define DRAFTS_WAITING_MAX 20 /* of one ticket: scheduled, held and failed ones */

extern const Entity draft_entity;
extern const EntityExtension ticket_drafts_extension; /* has_draft, draft_by of a ticket */

/* What PUT of a draft takes; what is absent is empty. */
typedef struct DraftInput {
    FieldSet has;
    int64_t id;
    int64_t kind;
    Text text;
    Text to;
    Text cc;
    Text bcc;
    int64_t channel_id;
    Text attachments; /* JSON list of ids */
    Text mentions;
    int64_t status_after;
} DraftInput;
extern const Entity draft_input_entity;

/* Saves what the actor, an agent, writes in the ticket: its words and files as a whole. version 0: there is none yet.
 * FAULT_CONFLICT when the draft is somebody else's (draft_take first) or there is one and no version was named, FAULT_STALE
 * when it is another version or no more. Appends draft.created for a new answer. */
MUST_CHECK Result draft_save(Work *work, const Ticket *ticket, const DraftInput *input, int64_t version,
                             Draft *out_draft);
/* The actor becomes its author; one that was scheduled, held or had failed is being written again. FAULT_CONFLICT while
 * somebody is at it, unless forced. Appends draft.taken. */
MUST_CHECK Result draft_take(Work *work, int64_t id, bool is_forced, Draft *out_draft);
/* FAULT_STALE for another version, FAULT_CONFLICT for somebody else's. Its files go a day after they came. */
MUST_CHECK Result draft_discard(Work *work, int64_t id, int64_t version);

/* How a draft is to leave. */
typedef struct DraftOrder {
    bool has_delay;
    int64_t delay_seconds;   /* 0: at once */
    int64_t send_at;         /* 0: by the delay */
    int64_t status_after;    /* -1: as the draft says */
    int64_t seen_message_id; /* the last that the author knew of; 0: not said */
    bool is_anyway;          /* whatever was written meanwhile */
} DraftOrder;
/* Sends the actor's draft: a note at once, an answer after the workspace's seconds of grace unless told otherwise. When
 * something was written meanwhile it is held (appends draft.held) and that is no fault. *out_message_id 0 unless it has
 * left. FAULT_INVALID for an empty one or a bad address, FAULT_CONFLICT for a ticket that takes none. */
MUST_CHECK Result draft_send(Work *work, int64_t id, const DraftOrder *order, int64_t *out_message_id);
/* It is being written again; what its author began meanwhile comes after it. FAULT_CONFLICT when somebody else writes. */
MUST_CHECK Result draft_cancel(Work *work, int64_t id, Draft *out_draft);

/* The job that sends what is due, for wiring. */
#define DRAFT_JOB "draft.send"
MUST_CHECK Result draft_send_run(const JobRun *run);
/* The periodic task beside it: on PostgreSQL a node may have begun the job and be gone, and its lease is long. */
#define DRAFT_LATE_MS (20 * SECOND_MS)
#define DRAFT_LATE_EVERY_MS (10 * SECOND_MS)
MUST_CHECK Result draft_run_late(Workspace *workspace, Arena *arena);

/* Inside the room: */
/* FAULT_DENIED for who is no agent. */
MUST_CHECK Result draft_actor(const Work *work);
/* FAULT_CONFLICT with the author's name unless it is the actor's. */
MUST_CHECK Result draft_is_mine(Work *work, const Draft *draft);
/* Notes which answer the ticket has. */
MUST_CHECK Result draft_mark_ticket(Work *work, int64_t ticket_id);
/* Puts it back into its slot, in front of what its author is writing there. */
MUST_CHECK Result draft_write_again(Work *work, const Draft *before, const char *event, Draft *out_draft);
/* The ids of its files. */
MUST_CHECK Result draft_attachments(Work *work, int64_t draft_id, int64_t **out_ids, size_t *out_count);

extern const Route draft_routes[];

#endif
