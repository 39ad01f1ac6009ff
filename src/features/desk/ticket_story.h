/* What happened to a ticket, read from the event log: what its thread shows between the messages. */
#ifndef LAZO_DESK_TICKET_STORY_H
#define LAZO_DESK_TICKET_STORY_H

#include "http/route.h"

extern const Route ticket_story_routes[];

#endif
