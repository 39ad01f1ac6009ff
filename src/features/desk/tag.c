#include "desk/tag.h"

static const Field tag_fields[] = {
    FIELD(Tag, id, FIELD_ID),
    FIELD(Tag, version, FIELD_VERSION),
    FIELD(Tag, name, FIELD_TEXT, .is_required = true, .bytes_max = 60, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .format = FORMAT_LINE,
          .about = "Unique, without regard to case and accents."),
    FIELD(Tag, created_at, FIELD_TIME),
    FIELD(Tag, updated_at, FIELD_TIME),
};

static const EntityRights tag_rights = {.of = {
                                            [ROLE_ADMIN] = RIGHTS_ALL,
                                            [ROLE_LEAD] = RIGHTS_ALL,
                                            [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE,
                                            [ROLE_COLLABORATOR] = RIGHT_READ,
                                            [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                        }};

const Entity tag_entity = {
    .name = "tag",
    .plural = "tags",
    .table = "tags",
    .record_bytes = sizeof(Tag),
    ENTITY_FIELDS(tag_fields),
    .rights = &tag_rights,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    .about = "A short word on tickets and customers; removing it takes it off all of them.",
};

const Route tag_routes[] = {
    RESOURCE("/api/v1/tags", &tag_entity),
    {.path = NULL},
};
