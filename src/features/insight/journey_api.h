/* The head of the journey board in one call: who stands where on a ladder, how they travelled it in a period, one number
 * by stage, and the bands it should stay in. */
#ifndef LAZO_INSIGHT_JOURNEY_API_H
#define LAZO_INSIGHT_JOURNEY_API_H

#include "http/route.h"

extern const Route journey_routes[];

#endif
