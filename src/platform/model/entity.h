/* The dictionary: each entity is one table of fields. Reading and checking JSON, answers, column lists, filters, import
 * and the OpenAPI document are all read off it. */
#ifndef LAZO_MODEL_ENTITY_H
#define LAZO_MODEL_ENTITY_H

#include "base/json.h"
#include "model/rights.h"

typedef uint64_t FieldSet; /* a bit per dictionary field, in its order; at most 64 fields an entity */
#define FIELD_BIT(index) ((FieldSet)1 << (index))

typedef enum FieldType {
    FIELD_ID,        /* int64_t */
    FIELD_VERSION,   /* int64_t, grows when a writable field changes */
    FIELD_REFERENCE, /* int64_t id of another entity */
    FIELD_TEXT,      /* Text */
    FIELD_INT,       /* int64_t */
    FIELD_REAL,      /* double */
    FIELD_BOOL,      /* int64_t 0 or 1 */
    FIELD_TIME,      /* int64_t UTC ms; RFC 3339 outside */
    FIELD_DAY,       /* int64_t days since 1970-01-01; "2026-01-05" outside */
    FIELD_MONEY,     /* int64_t minor units; {"amount", "currency"} outside */
    FIELD_CHOICE,    /* int64_t index into choices; text code in SQL and outside */
    FIELD_JSON,      /* Text, JSON kept as it is (filters, actions) */
} FieldType;

enum {
    CAN_WRITE = 1,  /* by POST and PATCH */
    CAN_CREATE = 2, /* by POST and import only */
    CAN_IMPORT = 4, /* by import (and POST by admins' keys is not offered): historic times, external facts */
    CAN_FILTER = 8,
    CAN_SORT = 16, /* an index (key, id) exists */
    CAN_GROUP = 32,
    CAN_SEARCH = 64, /* its words go into the search index */
    IS_HIDDEN = 128, /* never in answers, events or the OpenAPI document */
    IS_BODY = 256,   /* too long for events: left out of changes */
};

/* What a text must look like beyond its length. */
typedef enum TextFormat {
    FORMAT_ANY,
    FORMAT_LINE, /* no line breaks or other control characters */
    FORMAT_EMAIL,
    FORMAT_LANGUAGE, /* es, en, pt, pt-BR, … */
    FORMAT_COUNTRY,  /* ISO 3166 alpha-2, upper case */
    FORMAT_CURRENCY, /* ISO 4217 */
    FORMAT_ZONE,     /* an IANA time zone */
    FORMAT_FILTER,   /* JSON text: the filter language over the entity named in the record's field "entity" */
} TextFormat;

typedef struct Entity Entity;

typedef struct Field {
    const char *name; /* in JSON and in C; neighbours "author.kind", "author.id" make a nested object (read-only) */
    FieldType type;
    size_t offset; /* in the record */
    unsigned can;
    bool is_required;
    bool has_default;  /* may be left out, but is never null: the use case fills it in */
    size_t bytes_max;  /* of a text; 0: 255 */
    int64_t low, high; /* of an int, money or real, when low < high */
    TextFormat format;
    const char *const *choices; /* NULL at the end */
    const Entity *to;           /* of a reference; its rows are checked for existence and visibility */
    const char *column;         /* NULL: the name; "id" for an alias of the id */
    const char *folded_in;      /* name of the column with the folded key: kept up to date, used to sort and compare */
    const char *currency;       /* of money: name of the record's currency field; NULL: the base currency */
    const char *about;          /* one English sentence for the OpenAPI document */
} Field;

/* FIELD(Ticket, subject, FIELD_TEXT, .bytes_max = 400, …): the type, then whatever members differ from zero. */
#define FIELD(Type, member, ...)                                                                                       \
    {                                                                                                                  \
        .name = #member, .offset = offsetof(Type, member), .type = __VA_ARGS__                                         \
    }

/* A list that belongs to the record: rows of another entity with the record's id in `parent`. */
typedef struct ChildList {
    const char *name; /* "lines" */
    const Entity *entity;
    const char *parent;   /* column of the child with the owner's id */
    const char *order_by; /* constant SQL, such as "position, id" */
    bool can_write;       /* replaced as a whole by POST and PATCH */
    size_t count_max;
} ChildList;

/* Columns that a feature above adds to an entity below, in a table of its own joined by id. Read-only in the API. */
typedef struct EntityExtension {
    const char *table;
    const char *key; /* column with the entity's id */
    const Field *fields;
    size_t field_count; /* offsets are not used */
} EntityExtension;
#define ENTITY_EXTENSIONS_MAX 4
/* Where wiring hangs them; one static per extensible entity. */
typedef struct EntityExtensions {
    const EntityExtension *list[ENTITY_EXTENSIONS_MAX];
    size_t count;
} EntityExtensions;

/* A nested object that POST takes besides the fields ("customer", "message" of a ticket): decoded by its own entity. */
typedef struct EntityPart {
    const char *name;
    const Entity *entity;
    bool is_required;
} EntityPart;
#define ENTITY_PARTS_MAX 4

typedef struct CustomInput {
    int64_t field_id;
    Text key;
    const JsonValue *value; /* checked against the field's type; null removes */
} CustomInput;
typedef struct ChildInput {
    bool is_given;
    void *records;   /* array of the child's record type */
    FieldSet *given; /* one per record */
    size_t count;
} ChildInput;

/* What a request or an import row said of a record. */
typedef struct EntityInput {
    const Entity *entity;
    void *record;   /* of entity->record_bytes; `has` = given and not null */
    FieldSet given; /* named at all: null ones too */
    bool tags_given;
    const Text *tags;
    size_t tag_count;
    const CustomInput *custom; /* only the keys that were named */
    size_t custom_count;
    ChildInput *children;                        /* one per entity->children */
    struct EntityInput *parts[ENTITY_PARTS_MAX]; /* NULL when absent */
} EntityInput;

enum {
    ENTITY_LIST = 1,
    ENTITY_GET = 2,
    ENTITY_CREATE = 4,
    ENTITY_CHANGE = 8,
    ENTITY_REMOVE = 16,
    ENTITY_READS = ENTITY_LIST | ENTITY_GET,
    ENTITY_ALL = 31,
};

struct Filter;
struct Entity {
    const char *name;   /* "ticket": in events and references */
    const char *plural; /* "tickets": in paths, scopes and files */
    const char *table;
    size_t record_bytes; /* every record struct begins with `FieldSet has;` then `int64_t id;` */
    const Field *fields; /* fields[0] is the id */
    size_t field_count;
    const EntityRights *rights;
    unsigned methods;
    const char *default_sort; /* "-updated_at" */
    const ChildList *children;
    size_t child_count;
    const EntityPart *parts; /* of POST */
    size_t part_count;
    EntityExtensions *extensions; /* NULL: not extensible */
    bool has_tags;
    bool has_custom;
    /* What the actor may see beyond the role's rights: a filter ANDed into every find, list, count, search, event and
     * aggregate; *out NULL: everything. NULL: everything. */
    Result (*visible)(Work *work, const struct Filter **out_filter);
    /* What lists and their counts leave out unless `asked` (may be NULL) names the field itself: what is deleted, put off,
     * spam. Finding one record does not. *out NULL: nothing. NULL: nothing. */
    Result (*usual)(Work *work, const struct Filter *asked, const struct Filter **out_filter);
    /* Records that `visible` hides are hidden because they are no more, not from anybody: their events are still shown. */
    bool keeps_events;
    /* Use cases behind POST, PATCH and DELETE; NULL: entity_add_plain, entity_change_plain, entity_remove_plain. `before`
     * is the stored record, whose version was already compared (or merged). */
    Result (*add)(Work *work, const EntityInput *input, void *out_record);
    Result (*change)(Work *work, const void *before, const EntityInput *input, void *out_record);
    Result (*remove)(Work *work, const void *before);
    const char *about; /* one English sentence */
};
#define ENTITY_FIELDS(array) .fields = (array), .field_count = sizeof(array) / sizeof((array)[0])
#define ENTITY_CHILDREN(array) .children = (array), .child_count = sizeof(array) / sizeof((array)[0])
#define ENTITY_PARTS(array) .parts = (array), .part_count = sizeof(array) / sizeof((array)[0])

/* ---- looking at dictionaries ---- */
int entity_field_index(const Entity *entity, Text name); /* -1 when there is none; extensions' fields are not counted */
const Field *entity_field(const Entity *entity, const char *name); /* of our own names: must exist */
FieldSet entity_bit(const Entity *entity, const char *name);
/* An extension's field by name, with its extension. */
const Field *entity_extension_field(const Entity *entity, Text name, const EntityExtension **out_extension,
                                    size_t *out_index);
int choice_index(const char *const *choices, Text code); /* -1 */
void entity_extend(const Entity *entity, const EntityExtension *extension);

static inline FieldSet record_has(const void *record)
{
    return *(const FieldSet *)record;
}
static inline int64_t record_id(const void *record)
{
    return *(const int64_t *)(const void *)((const char *)record + sizeof(FieldSet));
}

/* ---- JSON in ---- */
/* Reads an object by the dictionary: every fault is noted in work->field_faults with its pointer (below `pointer`), then
 * FAULT_INVALID. is_new: required fields must be there, CAN_CREATE fields may be. References are checked to exist and be
 * visible. Nothing is written. */
MUST_CHECK Result entity_read_json(Work *work, const Entity *entity, const JsonValue *source, Text pointer, bool is_new,
                                   EntityInput *out_input);
/* The same for one text value (import, query): writes into input->record by the field's type. Money needs the currency. */
MUST_CHECK Result entity_read_text(Work *work, EntityInput *input, const Field *field, Text value, Text pointer);
/* An empty input whose record is zeroed, in work->arena. */
EntityInput *entity_new_input(Work *work, const Entity *entity);

/* ---- rows ---- */
/* FAULT_NOT_FOUND when there is none that the actor may see. The record's texts live in work->arena. */
MUST_CHECK Result entity_find(Work *work, const Entity *entity, int64_t id, void *out_record);
/* By a unique field; *out_found false when absent. Ignores visibility: for use cases, not for answers. */
MUST_CHECK Result entity_find_by(Work *work, const Entity *entity, const char *field, DbValue value, void *out_record,
                                 bool *out_found);
/* Inserts; sets id, version 1, created_at and updated_at when absent (work->now), folded keys. */
MUST_CHECK Result entity_insert(Work *work, const Entity *entity, void *record);
/* Writes the columns that differ. A changed writable field makes version + 1 and updated_at; derived ones alone do not.
 * FAULT_STALE when the stored version is no longer before's. *out_changed (may be NULL): whether anything differed. */
MUST_CHECK Result entity_update(Work *work, const Entity *entity, const void *before, void *after, bool *out_changed);
MUST_CHECK Result entity_delete(Work *work, const Entity *entity, int64_t id);
/* A copy of the record in the arena. */
void *entity_copy(Work *work, const Entity *entity, const void *record);
/* Takes over the given fields of the input into `record`. */
void entity_apply_input(const EntityInput *input, void *record);

/* Tags, custom values and child lists of a record, as the input names them; *out_changed is set to true when they
 * differed (never to false). */
MUST_CHECK Result entity_write_lists(Work *work, const EntityInput *input, int64_t id, bool *out_changed);

/* Writes what differs between `before` and `after`, and the input's lists; lists alone make the version grow too. For use
 * cases that append events of their own. */
MUST_CHECK Result entity_write(Work *work, const void *before, void *after, const EntityInput *input,
                               bool *out_changed);

/* The plain use cases: state and event "NAME.created", "NAME.changed", "NAME.removed" in one breath. */
MUST_CHECK Result entity_add_plain(Work *work, const EntityInput *input, void *out_record);
MUST_CHECK Result entity_change_plain(Work *work, const void *before, const EntityInput *input, void *out_record);
MUST_CHECK Result entity_remove_plain(Work *work, const Entity *entity, const void *before);

/* PATCH: compares versions, merges a stale change whose fields nobody touched since (read from events), else FAULT_STALE;
 * then the entity's change. */
MUST_CHECK Result entity_patch(Work *work, const Entity *entity, int64_t id, int64_t version, const EntityInput *input,
                               void *out_record);

/* ---- JSON out ---- */
/* One record with its extensions, tags, custom fields and child lists, as the API shows it; FAULT_NOT_FOUND when absent
 * or not visible. `include`: comma-separated reference names ("customer,agent") to add whole. */
MUST_CHECK Result entity_write_json(Work *work, const Entity *entity, int64_t id, Text include, Json *json,
                                    int64_t *out_version);

typedef struct ListQuery {
    const JsonValue *filter; /* NULL: all */
    Text sort;               /* "-updated_at"; empty: the entity's default */
    int64_t limit;           /* 1 to LIST_LIMIT_MAX; 0: 50 */
    Text after;              /* cursor */
    Text include;
    bool count;
    const struct Filter *also; /* ANDed, our own (customer's tickets, …) */
} ListQuery;
#define LIST_LIMIT_MAX 200
#define LIST_COUNT_MAX 10000 /* then "count_capped": true and 10001 */
/* {"data": […], "next": …, "count": …}. Faults point at filter, sort, limit, after or include. */
MUST_CHECK Result entity_list(Work *work, const Entity *entity, const ListQuery *query, Json *json);
/* How many rows such a list has; counting stops at `max`. */
MUST_CHECK Result entity_count_matching(Work *work, const Entity *entity, const JsonValue *filter, int64_t max,
                                        int64_t *out_count);
/* Their ids above `after_id`, ascending, at most `limit`. */
MUST_CHECK Result entity_ids_matching(Work *work, const Entity *entity, const JsonValue *filter, int64_t after_id,
                                      size_t limit, int64_t *out_ids, size_t *out_count);

/* ---- all of them ---- */
/* The workspace's dictionary: every entity, for events, search, OpenAPI, custom fields and filters. */
const Entity *entity_named(const Work *work, Text name_or_plural); /* NULL */
size_t entity_count(const Work *work);
const Entity *entity_at(const Work *work, size_t index);

#endif
