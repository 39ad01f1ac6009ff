/* What views and macros have in common: each belongs to who made it, and is seen by that agent alone or by all. */
#ifndef LAZO_DESK_SHARED_RECORD_H
#define LAZO_DESK_SHARED_RECORD_H

#include "model/filter.h"

extern const EntityRights shared_record_rights;

/* Shared ones and the actor's own, for an entity with the fields is_shared and agent_id. */
MUST_CHECK Result shared_record_visible(Work *work, const Entity *entity, const Filter **out_filter);
/* FAULT_DENIED unless the actor may write it: shared ones are for administrators and leads, own ones for their owner. */
MUST_CHECK Result shared_record_may_write(const Work *work, bool is_shared, int64_t owner_id);

/* Whose a new one is: the agent's own unless said otherwise; who is no agent makes shared ones only. *out_owner_id 0: nobody's.
 * FAULT_DENIED and FAULT_INVALID as above. */
MUST_CHECK Result shared_record_begin(Work *work, bool is_given, int64_t *is_shared, int64_t *out_owner_id);

#endif
