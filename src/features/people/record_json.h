/* A field of a record in memory as the API shows it, for explanations (merges, the timeline). */
#ifndef LAZO_PEOPLE_RECORD_JSON_H
#define LAZO_PEOPLE_RECORD_JSON_H

#include "model/entity.h"

bool record_has_field(const Entity *entity, const Field *field, const void *record);
/* null when the record has none; money as {"amount", "currency"}. */
void record_field_json(Work *work, const Entity *entity, const Field *field, const void *record, Json *json);

#endif
