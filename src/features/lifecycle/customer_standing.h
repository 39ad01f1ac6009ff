/* Where a customer stands, by what is known and nothing else: value to date, their own rhythm of buying, and signals, each
 * with the facts that make it and what to do about it. No model and no guess; the rules that a business writes itself are
 * another matter. */
#ifndef LAZO_LIFECYCLE_CUSTOMER_STANDING_H
#define LAZO_LIFECYCLE_CUSTOMER_STANDING_H

#include "http/route.h"

/* Windows of the signals. */
#define SIGNAL_ANSWER_DAYS 90   /* how long an answer counts */
#define SIGNAL_CONTRACT_DAYS 45 /* how long before its end a contract is told */
#define SIGNAL_SILENCE 1.5      /* intervals without an order */
#define SIGNALS_EACH_MAX 3      /* of one kind */

/* {"value": …, "rhythm": …, "signals": […]}; what the actor may not read is left out. FAULT_NOT_FOUND. */
MUST_CHECK Result customer_standing_write(Work *work, int64_t customer_id, Json *json);

extern const Route customer_standing_routes[];

#endif
