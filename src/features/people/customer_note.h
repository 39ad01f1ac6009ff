/* Notes about a customer, for the team alone. A note is changed and removed by who wrote it, and by leads; what was removed
 * can be brought back. */
#ifndef LAZO_PEOPLE_CUSTOMER_NOTE_H
#define LAZO_PEOPLE_CUSTOMER_NOTE_H

#include "http/route.h"
#include "people/customer_merge.h"

#define CUSTOMER_NOTE_BYTES_MAX 20000

typedef struct CustomerNote {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t customer_id;
    Text text;
    int64_t is_pinned;
    int64_t agent_id; /* absent: a program wrote it */
    int64_t removed_at;
    int64_t created_at;
    int64_t updated_at;
} CustomerNote;

extern const Entity customer_note_entity;
extern const Route customer_note_routes[];
extern const CustomerMover customer_note_mover;

#endif
