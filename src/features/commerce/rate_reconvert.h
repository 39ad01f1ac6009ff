/* After a rate was entered, changed or removed, what was converted by it is converted again, in steps: a piece of the lane
 * takes no more than RECONVERT_STEP rows, and a job goes on from where it stopped. */
#ifndef LAZO_COMMERCE_RATE_RECONVERT_H
#define LAZO_COMMERCE_RATE_RECONVERT_H

#include "jobs/jobs.h"

#define RECONVERT_STEP 500

/* Where the next step begins: tables in a fixed order, rows by id. Zero: from the start. */
typedef struct ReconvertPlace {
    int64_t table;
    int64_t after_id;
} ReconvertPlace;

/* Looks at up to RECONVERT_STEP records of the currency and corrects their worth in the base currency and their customers'
 * totals; moves the place on. *out_is_done: there is no more. */
MUST_CHECK Result rate_reconvert_step(Work *work, Text currency, ReconvertPlace *place, bool *out_is_done);

/* The first step at once, in this work; what is left goes to a job. */
MUST_CHECK Result rate_reconvert(Work *work, Text currency);
/* The job of that name, for wiring. */
#define RATE_RECONVERT_JOB "rate.reconvert"
MUST_CHECK Result rate_reconvert_run(const JobRun *run);

#endif
