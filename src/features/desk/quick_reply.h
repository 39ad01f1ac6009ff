/* Quick replies: texts that agents write again and again, called in the reply box by "/" and a short word, in the
 * customer's language where that was written. Their texts are Mustache over {"ticket", "customer", "agent"}, as macros'. */
#ifndef LAZO_DESK_QUICK_REPLY_H
#define LAZO_DESK_QUICK_REPLY_H

#include "desk/ticket.h"

#define QUICK_REPLY_TEXT_BYTES_MAX 20000

typedef struct QuickReply {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text shortcut; /* "gracias": what follows the slash; unique, without regard to case and accents */
    Text name;
    Text text;
    Text texts; /* JSON {"en": "…", "pt": "…"} */
    int64_t is_shared;
    int64_t agent_id; /* who made it */
    int64_t created_at;
    int64_t updated_at;
} QuickReply;

extern const Entity quick_reply_entity;
extern const Route quick_reply_routes[];

/* Its text for this ticket: in the language of the ticket, else the customer's, else the workspace's. */
MUST_CHECK Result quick_reply_text(Work *work, const QuickReply *reply, const Ticket *ticket, Text *out_text);

#endif
