/* Who asked for work that is done later: it is done with the rights they have when it is done. */
#ifndef LAZO_PEOPLE_ACTOR_H
#define LAZO_PEOPLE_ACTOR_H

#include "model/rights.h"

/* The agent or API key of this kind ("agent", "api_key") and id, as authentication would give it; texts live in the arena.
 * FAULT_DENIED when it is disabled, revoked, expired or of another kind. */
MUST_CHECK Result actor_find(Work *work, Text kind, int64_t id, Actor *out_actor);

#endif
