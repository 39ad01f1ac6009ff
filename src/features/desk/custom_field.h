/* Custom fields: what a business adds to tickets, customers and other records. Values stand under `custom` of a record. */
#ifndef LAZO_DESK_CUSTOM_FIELD_H
#define LAZO_DESK_CUSTOM_FIELD_H

#include "http/route.h"

typedef enum CustomFieldType {
    CUSTOM_TEXT,
    CUSTOM_NUMBER,
    CUSTOM_BOOLEAN,
    CUSTOM_DAY,
    CUSTOM_CHOICE,
    CUSTOM_CHOICES,
} CustomFieldType;

typedef struct CustomField {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text entity; /* "ticket" */
    Text key;
    Text label;
    int64_t type; /* CustomFieldType */
    Text choices; /* one a line */
    int64_t is_required;
    int64_t is_required_to_solve; /* of tickets */
    int64_t position;
    int64_t created_at;
    int64_t updated_at;
} CustomField;

extern const Entity custom_field_entity;
extern const Route custom_field_routes[];

#endif
