/* A person's wish to be forgotten. It waits (the only undo there is), and then names, addresses, words and files of the
 * customer are gone for good: from the records, the search, the event log and the logs of webhooks. What the law makes a
 * business keep stays without them: orders, invoices, payments, contracts, the proof of consents, and the bare numbers of
 * tickets and answers. Backups that were made before still hold all of it. */
#ifndef LAZO_PRIVACY_ERASURE_H
#define LAZO_PRIVACY_ERASURE_H

#include "http/route.h"

#define ERASURE_DAYS 7 /* that a wish waits unless told otherwise */
#define ERASURE_DAYS_MAX 30

typedef enum ErasureState { ERASURE_WAITING, ERASURE_DONE, ERASURE_CANCELLED } ErasureState;
extern const char *const erasure_state_names[];

typedef struct Erasure {
    FieldSet has; /* ERASURE_HAS(…) */
    int64_t id;
    int64_t version;
    int64_t customer_id;
    int64_t state; /* ErasureState */
    Text reason;
    int64_t agent_id; /* who asked for it */
    int64_t due_at;
    int64_t ended_at;
    int64_t ended_by; /* who cancelled it */
    Text removed;     /* JSON {"messages": 12, …} */
    Text kept;
    int64_t created_at;
    int64_t updated_at;
    int64_t days; /* of a request only */
} Erasure;
enum {
    ERASURE_FIELD_ID,
    ERASURE_FIELD_VERSION,
    ERASURE_FIELD_CUSTOMER_ID,
    ERASURE_FIELD_STATE,
    ERASURE_FIELD_REASON,
    ERASURE_FIELD_AGENT_ID,
    ERASURE_FIELD_DUE_AT,
    ERASURE_FIELD_ENDED_AT,
    ERASURE_FIELD_ENDED_BY,
    ERASURE_FIELD_REMOVED,
    ERASURE_FIELD_KEPT,
};
#define ERASURE_HAS(NAME) FIELD_BIT(ERASURE_FIELD_##NAME)

extern const Entity erasure_entity;

/* What would go and what would stay, counted, as two JSON objects. Reads only. */
MUST_CHECK Result erasure_count(Work *work, int64_t customer_id, Text *out_removed, Text *out_kept);
/* Erases now, whatever waits; the record of the wish is told what went. Appends customer.erased. On the lane. */
MUST_CHECK Result erasure_carry_out(Work *work, const Erasure *erasure);
/* The periodic task: wishes whose time has come. */
MUST_CHECK Result erasure_run_due(Workspace *workspace, Arena *arena);

extern const Route erasure_routes[];
extern const Route person_export_routes[];
extern const Route access_log_routes[];
extern const Entity customer_look_entity; /* of the access log */

#endif
