/* Who follows a ticket that is not theirs: they hear of what happens in it. */
#ifndef LAZO_DESK_TICKET_FOLLOWER_H
#define LAZO_DESK_TICKET_FOLLOWER_H

#include "http/route.h"

typedef struct TicketFollower {
    FieldSet has;
    int64_t id;
    int64_t ticket_id;
    int64_t agent_id;
    int64_t created_at;
} TicketFollower;

#define TICKET_FOLLOWERS_MAX 100

extern const Entity ticket_follower_entity;
extern const Route ticket_follower_routes[];

/* Twice is once. FAULT_NOT_FOUND for no such ticket or agent; FAULT_LIMIT beyond TICKET_FOLLOWERS_MAX. Appends
 * ticket.followed. */
MUST_CHECK Result ticket_follow(Work *work, int64_t ticket_id, int64_t agent_id);
/* Who does not follow stays so. Appends ticket.unfollowed. */
MUST_CHECK Result ticket_unfollow(Work *work, int64_t ticket_id, int64_t agent_id);

#endif
