/* Who looked at whom: the rows that customer_view.h keeps, for who answers for the data. */
#include "people/agent.h"
#include "people/customer.h"
#include "privacy/erasure.h"

typedef struct CustomerLook {
    FieldSet has;
    int64_t id;
    int64_t agent_id;
    int64_t customer_id;
    int64_t at;
    int64_t last_at;
} CustomerLook;

static const Field look_fields[] = {
    FIELD(CustomerLook, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the look."),
    FIELD(CustomerLook, agent_id, FIELD_REFERENCE, .to = &agent_entity, .has_default = true, .can = CAN_FILTER,
          .about = "Who looked."),
    FIELD(CustomerLook, customer_id, FIELD_REFERENCE, .to = &customer_entity, .has_default = true, .can = CAN_FILTER,
          .about = "At whom."),
    FIELD(CustomerLook, at, FIELD_TIME, .has_default = true, .can = CAN_FILTER | CAN_SORT,
          .about = "The first look of that day."),
    FIELD(CustomerLook, last_at, FIELD_TIME, .has_default = true, .about = "The last one, to the hour."),
};

static const EntityRights look_rights = {.of = {
                                             [ROLE_ADMIN] = RIGHT_READ | RIGHT_EXPORT,
                                             [ROLE_LEAD] = RIGHT_READ | RIGHT_EXPORT,
                                         }};

const Entity customer_look_entity = {
    .name = "customer_view",
    .plural = "customer_views",
    .table = "customer_views",
    .record_bytes = sizeof(CustomerLook),
    ENTITY_FIELDS(look_fields),
    .rights = &look_rights,
    .methods = ENTITY_READS,
    .default_sort = "-at",
    .about = "That an agent looked at a customer: one a day.",
};

const Route access_log_routes[] = {
    RESOURCE("/api/v1/customer_views", &customer_look_entity),
    {.path = NULL},
};
