/* How the desk stands at this moment: what waits, who carries how much, what came in and went out today. Only of tickets
 * that the caller may see; put off, spam and deleted ones are left out, as lists leave them out. */
#ifndef LAZO_ATTENTION_TEAM_LIVE_H
#define LAZO_ATTENTION_TEAM_LIVE_H

#include "http/route.h"

/* GET /api/v1/team/live, for administrators and leads. */
extern const Route team_live_routes[];

#endif
