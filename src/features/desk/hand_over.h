/* The open tickets of an agent who leaves go to somebody else. */
#ifndef LAZO_DESK_HAND_OVER_H
#define LAZO_DESK_HAND_OVER_H

#include "http/route.h"

#define HAND_OVER_MAX 50 /* tickets a call: who has more calls again until none is left */

extern const Route hand_over_routes[];

#endif
