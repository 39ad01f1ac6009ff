/* A reason to hold: while a complaint is open, or the last NPS answer is a detractor's, no thanks, referral, offer or
 * campaign goes out to the customer; only recovery does. */
#ifndef LAZO_LIFECYCLE_HOLD_H
#define LAZO_LIFECYCLE_HOLD_H

#include "model/event.h"

#define HOLD_DETRACTOR_DAYS 180 /* how long such an answer holds */

/* Looks at a customer now; appends customer.hold_changed. */
MUST_CHECK Result lifecycle_hold_review(Work *work, int64_t customer_id);
/* Looks again at the customer of an event that may set or lift a hold. */
MUST_CHECK Result lifecycle_hold_react(Work *work, const Event *event);

#endif
