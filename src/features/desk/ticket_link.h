/* Links between tickets: what one is to the other. Kept once, seen from both ends. */
#ifndef LAZO_DESK_TICKET_LINK_H
#define LAZO_DESK_TICKET_LINK_H

#include "http/route.h"

typedef enum TicketLinkKind {
    LINK_RELATED,   /* either way the same */
    LINK_DUPLICATE, /* from says the same as to */
    LINK_PARENT,    /* from holds to as a part */
    LINK_CAUSES,    /* from is why there is to */
} TicketLinkKind;
extern const char *const ticket_link_kind_names[];

typedef struct TicketLink {
    FieldSet has;
    int64_t id;
    int64_t from_id;
    int64_t to_id;
    int64_t kind; /* TicketLinkKind */
    int64_t agent_id;
    int64_t created_at;
} TicketLink;

#define TICKET_LINKS_MAX 100 /* of a ticket, both ways together */

extern const Entity ticket_link_entity;
extern const Route ticket_link_routes[];

/* Twice is once, and a related link is the same from both ends. FAULT_CONFLICT with itself, and for one that says the
 * contrary of a link that stands (each the other's parent, duplicate or cause); FAULT_LIMIT. Appends ticket.linked on both. */
MUST_CHECK Result ticket_link_add(Work *work, int64_t from_id, int64_t to_id, TicketLinkKind kind,
                                  int64_t *out_link_id);
/* A link of either end; FAULT_NOT_FOUND when there is none. Appends ticket.unlinked on both. */
MUST_CHECK Result ticket_link_remove(Work *work, int64_t ticket_id, int64_t link_id);

#endif
