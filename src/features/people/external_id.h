/* Ids of other systems: unique among the records of an entity that has a field `external_id`. */
#ifndef LAZO_PEOPLE_EXTERNAL_ID_H
#define LAZO_PEOPLE_EXTERNAL_ID_H

#include "model/entity.h"

/* FAULT_CONFLICT, naming the other, when a record with another id has this external id. A record without one passes; so
 * does an import, which has looked already. */
MUST_CHECK Result external_id_check(Work *work, const Entity *entity, int64_t id, const void *record);

#endif
