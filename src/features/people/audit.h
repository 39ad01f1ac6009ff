/* The audit log: who changed what and when, newest first; a reading of the event log. */
#ifndef LAZO_PEOPLE_AUDIT_H
#define LAZO_PEOPLE_AUDIT_H

#include "http/route.h"

typedef struct AuditQuery {
    bool is_everything; /* the traffic of every day too, not only what was set up */
    Text entity;        /* empty: all */
    int64_t entity_id;  /* with an entity; 0: all of them */
    int64_t agent_id;   /* who did it; 0: anybody */
    Text kind;          /* exact, or "agent.*"; empty: all */
    int64_t from;       /* recorded at or after; 0: from the beginning */
    int64_t to;         /* recorded before; 0: until now */
    int64_t before_id;  /* the page goes on below this id; 0: from the newest */
    int64_t limit;      /* 1 to AUDIT_LIMIT_MAX */
} AuditQuery;
#define AUDIT_LIMIT_MAX 200
/* How many rows of the log one page looks at: it may hold fewer than asked for and still have a `next`. */
#define AUDIT_SCAN_MAX 20000

/* {"data": [event with the actor's name], "next": id or null}; rows that the actor may not see are left out. */
MUST_CHECK Result audit_list(Work *work, const AuditQuery *query, Json *json);
/* The same page as lines of CSV (RFC 4180; cells that a spreadsheet would take for a formula get an apostrophe), and where
 * the next one begins, 0 at the end. */
MUST_CHECK Result audit_csv(Work *work, const AuditQuery *query, Buffer *out, int64_t *out_next);

extern const Route audit_routes[];

#endif
