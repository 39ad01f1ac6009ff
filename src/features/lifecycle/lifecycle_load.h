/* The facts of a customer, read from the tables of the features below. */
#ifndef LAZO_LIFECYCLE_LOAD_H
#define LAZO_LIFECYCLE_LOAD_H

#include "lifecycle/lifecycle_judge.h"

#define LIFECYCLE_ROWS_MAX 20000 /* newest of each kind */

/* `whole`: every contact and answer, for judging the past; else only the newest of each. FAULT_NOT_FOUND when there is no
 * such customer; *out_is_merged when it stands for another now. The override is not among them. */
MUST_CHECK Result lifecycle_facts_load(Work *work, int64_t customer_id, bool whole, LifecycleFacts *out_facts,
                                       bool *out_is_merged);

/* The contacts alone. */
MUST_CHECK Result lifecycle_contacts_load(Work *work, int64_t customer_id, bool whole, LifecycleFacts *facts);

#endif
