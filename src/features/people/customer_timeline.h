/* Everything that happened with a customer, newest first: the events of the customer and of those merged into it, with
 * who did it and the facts that a sentence about it needs. */
#ifndef LAZO_PEOPLE_CUSTOMER_TIMELINE_H
#define LAZO_PEOPLE_CUSTOMER_TIMELINE_H

#include "people/customer.h"

#define TIMELINE_LIMIT_MAX 200

typedef struct TimelineQuery {
    int64_t limit; /* 1 to TIMELINE_LIMIT_MAX; 0: 50 */
    Text after;    /* cursor of the page before; empty: from the newest */
    Text kind;     /* "ticket.*", "order.paid"; several with commas between; empty: all */
    int64_t from;  /* the earliest instant; 0: the beginning */
    int64_t to;    /* not included; 0: now */
    Text actor;    /* "agent", "agent:7", "customer", "system"; empty: anybody */
    Text channel;  /* of the case that an event belongs to; empty: any */
} TimelineQuery;
#define TIMELINE_KINDS_MAX 12

/* {"data": [event with "summary"], "next": cursor or null}; rows that the actor may not see are left out, so a page may be
 * shorter than its limit. FAULT_NOT_FOUND for a customer that is not there. */
MUST_CHECK Result customer_timeline(Work *work, int64_t customer_id, const TimelineQuery *query, Json *json);

extern const Route customer_timeline_routes[];

#endif
