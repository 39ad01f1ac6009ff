/* After an import: totals and stage histories of all customers that it touched, set-wise. The same for customers whose rows
 * were there already, so that an import which was killed is completed by the next one. */
#ifndef LAZO_IMPORT_IMPORT_SETTLE_H
#define LAZO_IMPORT_IMPORT_SETTLE_H

#include "store/work.h"

/* A set of customers' ids: a bit each. */
typedef struct ImportTouched ImportTouched;
ImportTouched *import_touched_new(void);
void import_touched_free(ImportTouched *touched);                     /* NULL is fine */
void import_touched_add(ImportTouched *touched, int64_t customer_id); /* 0 is nobody */
int64_t import_touched_count(const ImportTouched *touched);
/* The first id at or after `id`; 0 when there is none. */
int64_t import_touched_next(const ImportTouched *touched, int64_t id);

/* May be NULL. */
typedef void (*ImportProgress)(void *owner, const char *what, int64_t done, int64_t total);

/* Long work of a lane is cut into pieces that end when this is over. */
#define IMPORT_PIECE_US INT64_C(15000)

MUST_CHECK Result import_settle(Workspace *workspace, const Actor *actor, const ImportTouched *touched,
                                ImportProgress progress, void *owner);

#endif
