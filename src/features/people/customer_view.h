/* Who looked at whom: each agent's look at a customer leaves a row a day (customer_views), whose last look is kept to the
 * hour. The answer never waits for it: looks are gathered in memory and written together, at most CUSTOMER_VIEWS_EVERY_MS
 * later. */
#ifndef LAZO_PEOPLE_CUSTOMER_VIEW_H
#define LAZO_PEOPLE_CUSTOMER_VIEW_H

#include "store/work.h"

#define CUSTOMER_VIEWS_EVERY_MS (2 * SECOND_MS)

/* Notes that the work's actor, when it is an agent, looks at the customer. Any thread, cheap, never fails: of more looks
 * than can be kept until they are written, the log says how many were lost. */
void customer_view_note(const Work *work, int64_t customer_id);

/* Writes what was gathered for the workspace; the periodic task. */
MUST_CHECK Result customer_views_write(Workspace *workspace, Arena *arena);

#endif
