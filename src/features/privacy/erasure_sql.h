/* What is erased of a person, and what is kept, table by table. Inside privacy/ only. */
#ifndef LAZO_PRIVACY_ERASURE_SQL_H
#define LAZO_PRIVACY_ERASURE_SQL_H

#include "store/work.h"

/* Each counts rows of the customer $1, with those that were merged into it. */
typedef struct ErasureCount {
    const char *code; /* in the JSON of what went and what stayed */
    DbSql sql;
} ErasureCount;
extern const ErasureCount erasure_removed[];
extern const size_t erasure_removed_count;
extern const ErasureCount erasure_kept[];
extern const size_t erasure_kept_count;

/* In order; each takes the first `values` of: $1 the customer, $2 what stands in the place of subjects, $3 the instant. */
typedef struct ErasureStep {
    DbSql sql;
    size_t values;
} ErasureStep;
extern const ErasureStep erasure_steps[];
extern const size_t erasure_step_count;

#endif
