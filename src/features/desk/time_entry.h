/* Time that an agent worked on a ticket: measured by the running clock, or typed in. A ticket's time_spent is their sum. */
#ifndef LAZO_DESK_TIME_ENTRY_H
#define LAZO_DESK_TIME_ENTRY_H

#include "http/route.h"

typedef struct TimeEntry {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t ticket_id;
    int64_t agent_id;
    int64_t seconds;
    Text note;
    int64_t started_at;
    int64_t is_manual;
    int64_t created_at;
    int64_t updated_at;
} TimeEntry;

#define TIME_ENTRY_SECONDS_MAX INT64_C(86400)

extern const Entity time_entry_entity;
extern const Route time_entry_routes[];

#endif
