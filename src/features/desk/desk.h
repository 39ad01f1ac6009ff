/* What wiring needs of the desk beyond its dictionaries and routes. */
#ifndef LAZO_DESK_DESK_H
#define LAZO_DESK_DESK_H

#include "store/work.h"

/* Views and the calendar of a new workspace; nothing when they are there. */
MUST_CHECK Result desk_seed(Work *work);

#endif
