/* A ticket: one customer matter, open until somebody settles it. A Ticket holds no resources: its texts live in
 * work->arena. */
#ifndef LAZO_DESK_TICKET_H
#define LAZO_DESK_TICKET_H

#include "desk/customer_stages.h"
#include "http/route.h"
#include "model/filter.h"
#include "people/customer_merge.h"

typedef enum TicketStatus {
    TICKET_NEW,
    TICKET_OPEN,
    TICKET_PENDING, /* waiting for the customer */
    TICKET_ON_HOLD, /* waiting for a third */
    TICKET_SOLVED,
    TICKET_CLOSED, /* changes no more; only the customer's own words open it again */
} TicketStatus;
typedef enum TicketPriority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT } TicketPriority;
typedef enum TicketType { TYPE_QUESTION, TYPE_INCIDENT, TYPE_PROBLEM, TYPE_TASK, TYPE_COMPLAINT } TicketType;
extern const char *const ticket_status_names[];
extern const char *const ticket_priority_names[];
extern const char *const ticket_type_names[];

typedef struct Ticket {
    FieldSet has; /* TICKET_HAS(…): which of the fields below are not null */
    int64_t id;
    int64_t number;
    int64_t version; /* grows when a writable field changes */
    Text external_id;
    Text subject;
    int64_t status;   /* TicketStatus */
    int64_t priority; /* TicketPriority */
    int64_t type;     /* TicketType */
    Text channel;     /* api, web, mail, phone, … */
    Text topic;
    Text language;
    int64_t customer_id;
    int64_t company_id;
    int64_t product_id;
    int64_t agent_id;
    int64_t team_id;
    int64_t stage;        /* Stage of the customer, when created */
    int64_t value_stage;  /* ValueStage then */
    int64_t relationship; /* Relationship then */
    int64_t reopens;
    int64_t replies;  /* public messages of agents */
    int64_t contacts; /* public messages of the customer */
    int64_t created_at;
    int64_t updated_at;
    int64_t first_reply_at;
    int64_t next_update_at;
    int64_t solved_at; /* the last time; null while open */
    int64_t closed_at;
    int64_t waiting_since; /* pending since */
    int64_t waiting_ms;    /* waited for the customer in earlier stretches */
    int64_t merged_into;
    int64_t snoozed_until; /* TICKET_SNOOZED_UNTIL_REPLY: until the customer writes */
    int64_t is_spam;
    int64_t deleted_at; /* in the trash since */
    int64_t time_spent; /* seconds */
} Ticket;

/* Order of the dictionary. */
enum {
    TICKET_FIELD_ID,
    TICKET_FIELD_NUMBER,
    TICKET_FIELD_VERSION,
    TICKET_FIELD_EXTERNAL_ID,
    TICKET_FIELD_SUBJECT,
    TICKET_FIELD_STATUS,
    TICKET_FIELD_PRIORITY,
    TICKET_FIELD_TYPE,
    TICKET_FIELD_CHANNEL,
    TICKET_FIELD_TOPIC,
    TICKET_FIELD_LANGUAGE,
    TICKET_FIELD_CUSTOMER_ID,
    TICKET_FIELD_COMPANY_ID,
    TICKET_FIELD_PRODUCT_ID,
    TICKET_FIELD_AGENT_ID,
    TICKET_FIELD_TEAM_ID,
    TICKET_FIELD_STAGE,
    TICKET_FIELD_VALUE_STAGE,
    TICKET_FIELD_RELATIONSHIP,
    TICKET_FIELD_REOPENS,
    TICKET_FIELD_REPLIES,
    TICKET_FIELD_CONTACTS,
    TICKET_FIELD_CREATED_AT,
    TICKET_FIELD_UPDATED_AT,
    TICKET_FIELD_FIRST_REPLY_AT,
    TICKET_FIELD_NEXT_UPDATE_AT,
    TICKET_FIELD_SOLVED_AT,
    TICKET_FIELD_CLOSED_AT,
    TICKET_FIELD_WAITING_SINCE,
    TICKET_FIELD_WAITING_MS,
    TICKET_FIELD_MERGED_INTO,
    TICKET_FIELD_SNOOZED_UNTIL,
    TICKET_FIELD_IS_SPAM,
    TICKET_FIELD_DELETED_AT,
    TICKET_FIELD_TIME_SPENT,
    TICKET_FIELD_COUNT,
};
#define TICKET_HAS(NAME) FIELD_BIT(TICKET_FIELD_##NAME)
#define TICKET_SUBJECT_BYTES_MAX 400
#define TICKET_SNOOZED_UNTIL_REPLY TIME_MS_MAX /* 2200-01-01T00:00:00Z */

extern const Entity ticket_entity;
extern EntityExtensions ticket_extensions; /* csat, … hang here */

/* Parts of POST /tickets. */
typedef struct TicketPerson {
    FieldSet has;
    int64_t id;
    Text email;
    Text name;
    Text phone;
    Text external_id;
} TicketPerson;
extern const Entity ticket_person_entity;

struct MessageDraft;
/* Opens a ticket for draft->customer_id (which must be set) with, if not NULL, its first message, in as few statements as
 * can be. Absent fields of the draft get their defaults: status new, priority normal, channel "api"; the company and the
 * stages come from the customer. In an import, created_at and the other times of the draft are kept. FAULT_NOT_FOUND when
 * there is no such customer; a merged one is followed. Appends ticket.created and the message's event. */
MUST_CHECK Result ticket_add(Work *work, const Ticket *draft, const struct MessageDraft *first, Ticket *out_ticket);
/* The entity's `add`: the same from a request, with the person or customer_id, tags, custom fields. */
MUST_CHECK Result ticket_add_input(Work *work, const EntityInput *input, void *out_record);

/* The entity's `change`. FAULT_INVALID for a status that cannot follow; FAULT_CONFLICT for a closed ticket's status.
 * Appends ticket.changed, ticket.assigned, ticket.status_changed or ticket.reopened, each with its own fields. */
MUST_CHECK Result ticket_change(Work *work, const void *before, const EntityInput *input, void *out_record);
/* Sets the status of a stored ticket and its clocks, for use cases. Same status: nothing happens. */
MUST_CHECK Result ticket_set_status(Work *work, const Ticket *before, TicketStatus status, Ticket *out_ticket);

/* Pure: whether `status` may follow, and the clocks of a ticket whose status becomes `status` at `at_ms`. */
bool ticket_may_become(TicketStatus before, TicketStatus after);
void ticket_move_clocks(Ticket *ticket, TicketStatus status, int64_t at_ms);
static inline bool ticket_status_is_settled(int64_t status)
{
    return status == TICKET_SOLVED || status == TICKET_CLOSED;
}

/* Writes a changed ticket and the events for what changed, for use cases; counters alone make no event. */
MUST_CHECK Result ticket_store_change(Work *work, const Ticket *before, Ticket *after);
/* The events alone, of a change that is already written. */
MUST_CHECK Result ticket_tell_change(Work *work, const Ticket *before, const Ticket *after);
/* Puts the ticket's own words into the search index. */
void ticket_index(Work *work, const Ticket *ticket);

/* The teams whose tickets the actor may not see: restricted ones without the actor. Administrators see all. */
MUST_CHECK Result ticket_hidden_teams(Work *work, int64_t **out_ids, size_t *out_count);
/* The entity's `visible`. */
MUST_CHECK Result ticket_visible(Work *work, const Filter **out_filter);
/* The same for what belongs to a ticket, through its field ticket_id. */
MUST_CHECK Result ticket_part_visible(Work *work, const Entity *entity, const Filter **out_filter);

/* Customers' merge: tickets, messages and mail reports change hands. */
extern const CustomerMover desk_mover;

extern const Route ticket_routes[];

#endif
