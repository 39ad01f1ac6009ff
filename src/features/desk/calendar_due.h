/* When a promise falls due by a calendar that is being written: the preview of the settings. */
#ifndef LAZO_DESK_CALENDAR_DUE_H
#define LAZO_DESK_CALENDAR_DUE_H

#include "http/route.h"

extern const Route calendar_due_routes[];

#endif
