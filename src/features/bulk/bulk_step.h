/* One record of a bulk action: done as by a request of its own, and taken back. */
#ifndef LAZO_BULK_BULK_STEP_H
#define LAZO_BULK_BULK_STEP_H

#include "bulk/bulk_plan.h"

/* Does what the plan says; *out_was and *out_became are JSON objects of the writable fields that differ. Faults are those of
 * the single use cases. */
MUST_CHECK Result bulk_step_do(Work *work, const BulkPlan *plan, int64_t id, Text *out_was, Text *out_became);

/* Gives the fields that still stand as the action left them their old values back. *out_kept says what could not be taken
 * back, NULL when all was. */
MUST_CHECK Result bulk_step_undo(Work *work, const BulkPlan *plan, int64_t id, Text was, Text became,
                                 const char **out_kept);

#endif
