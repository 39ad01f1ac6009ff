/* A macro: what an agent does to tickets again and again, in one step. Its actions are a list of
 * {"field": "status", "value": "solved"}, {"add_tag": "…"}, {"reply": "template"}, {"note": "template"}; the templates are
 * Mustache over {"ticket", "customer", "agent"} as the API shows them. */
#ifndef LAZO_DESK_MACRO_H
#define LAZO_DESK_MACRO_H

#include "desk/ticket.h"

#define MACRO_ACTIONS_MAX 20

typedef struct Macro {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text actions; /* JSON */
    int64_t is_shared;
    int64_t agent_id; /* who made it */
    int64_t position;
    int64_t created_at;
    int64_t updated_at;
} Macro;

extern const Entity macro_entity;
extern const Route macro_routes[];

/* Does what the macro says, as the actor: the replies and notes first (a reply would open what it solves), then fields and tags in one change. The faults are those
 * of the single steps; nothing of it happens when one fails. */
MUST_CHECK Result macro_apply(Work *work, int64_t macro_id, int64_t ticket_id);

/* A Mustache template over {"ticket", "customer", "agent"} as the API shows them; the agent is the actor. */
MUST_CHECK Result macro_render(Work *work, const Ticket *ticket, Text source, Text *out_text);
/* What it would do to the ticket, as an object: "reply" and "note" (texts, or null), "changes" (of fields that would
 * differ: "field", "before", "after"), "tags" that it would add. Nothing is changed. */
MUST_CHECK Result macro_preview(Work *work, int64_t macro_id, int64_t ticket_id, Json *json);

#endif
