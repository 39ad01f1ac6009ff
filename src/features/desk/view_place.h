/* How each agent has arranged the views: their order, and which stand in the menu; and how many records each holds now. */
#ifndef LAZO_DESK_VIEW_PLACE_H
#define LAZO_DESK_VIEW_PLACE_H

#include "http/route.h"

#define VIEW_PLACES_MAX 500  /* of one agent */
#define VIEWS_COUNTED_MAX 60 /* by one request */

typedef struct ViewPlace {
    int64_t view_id;
    bool is_pinned;
} ViewPlace;

/* Keeps the agent's arrangement of these views, in this order, in place of what it said of them before. FAULT_NOT_FOUND for a
 * view that the agent does not see. Appends agent.views_arranged. */
MUST_CHECK Result view_arrange(Work *work, int64_t agent_id, const ViewPlace *places, size_t count);

extern const Route view_place_routes[];

#endif
