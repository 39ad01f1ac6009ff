/* What is made once of a dictionary: SQL texts and JSON names. Inside model/ only. */
#ifndef LAZO_MODEL_PLAN_H
#define LAZO_MODEL_PLAN_H

#include <stdatomic.h>

#include "model/event.h"
#include "model/filter.h"

/* "SELECT … IN (", "$n, $n+1, …", ") ORDER BY …", for ids padded to a few sizes so that statements are few. The texts of the
 * usual sizes are kept: nothing is put together for a request, and a statement is found again by its text's address. */
#define IDS_SIZES_KEPT 3
typedef struct IdsSql {
    const char *head;
    const char *tail;
    size_t before; /* values in front of the ids: 0 or 1 */
    const char *kept[IDS_SIZES_KEPT];
} IdsSql;
/* `head` and `tail` live as long as the arena. */
void ids_sql_make(Arena *arena, const char *head, const char *tail, size_t before, IdsSql *out_sql);
MUST_CHECK Result ids_query(Work *work, const IdsSql *sql, DbValue before, const int64_t *ids, size_t count,
                            DbCursor *out_cursor);

typedef struct PlanColumn {
    const Field *field;
    DbType type;
    Text json_name;      /* "\"subject\":", for the first of "author.kind", "author.id" "\"author\":{\"kind\":" */
    bool closes_object;  /* the last of a nested object's fields */
    int column;          /* in the select list */
    int currency_column; /* of money; -1: the base currency */
    bool is_shown;
} PlanColumn;

typedef struct EntityPlan {
    const Entity *entity;
    const char *columns;     /* "t.id, t.version, …" of the record's fields, in their order */
    const char *all_columns; /* and those of the extensions */
    const char *joins;       /* the extensions' LEFT JOINs, aliases x0, x1, … */
    const char *find_sql;    /* SELECT columns FROM table t WHERE t.id = $1 */
    const char *show_sql;    /* SELECT all_columns FROM table t joins WHERE t.id = $1 */
    const char *insert_sql;
    IdsSql by_ids;     /* all_columns of the rows with these ids, in the ids' order */
    IdsSql *children;  /* of each child list: its all_columns and the parent's id, by parent */
    PlanColumn *shown; /* what answers show, in order */
    size_t shown_count;
    int version_index; /* field, -1 */
    int created_index;
    int updated_index;
    int customer_index; /* customer_id, -1 */
    int ticket_index;
} EntityPlan;

typedef struct Model {
    Workspace *workspace;
    const ModelWiring *wiring;
    Arena *arena;
    EntityPlan *plans;
    size_t plan_count;
    IdsSql tags;              /* record_id, name; before the ids: the entity's name */
    IdsSql custom;            /* record_id, key, type, text_value, number_value; the same */
    _Atomic int64_t last_seq; /* SQLite: the lane numbers events itself */
} Model;

/* The plan of an entity in the wiring, or of a child list of one; asserts that there is one. */
const EntityPlan *plan_of(const Work *work, const Entity *entity);
Model *model_of(Workspace *workspace);

const char *field_column(const Field *field);
bool field_is_stored(const Field *field); /* false for an alias of the id */
bool field_is_never_null(const Field *field);
DbType field_db_type(const Field *field);
int64_t *record_int(const Field *field, void *record);
double *record_real(const Field *field, void *record);
Text *record_text(const Field *field, void *record);
DbValue record_value(const Entity *entity, size_t index, const void *record);
bool record_members_equal(const Entity *entity, size_t index, const void *a, const void *b);

/* Reads the fields of the current row, from `first` column on, into a record whose texts are copied. */
void record_from_row(Arena *arena, const Entity *entity, const DbCursor *cursor, int first, void *record);
/* Writes the shown fields of the current row (without braces). */
void row_write_json(const EntityPlan *plan, const DbCursor *cursor, const char *base_currency, Json *json);

/* Lists of many records at once: for each id, text parts such as `"tags":["a"]` joined by commas. */
typedef struct ListParts {
    Text *of; /* one per id */
} ListParts;
MUST_CHECK Result lists_load(Work *work, const Entity *entity, const int64_t *ids, size_t count, ListParts *out_parts);
/* Records referred to by `include`, as JSON objects by id. */
typedef struct IncludedRecords {
    const Field *field; /* the reference */
    int column;         /* of the id in the owner's row */
    Text name;          /* "customer" */
    int64_t *ids;       /* sorted */
    Text *objects;
    size_t count;
} IncludedRecords;
MUST_CHECK Result includes_parse(Work *work, const Entity *entity, Text include, IncludedRecords **out_includes,
                                 size_t *out_count);
MUST_CHECK Result includes_load(Work *work, IncludedRecords *include, const int64_t *ids, size_t id_count);
Text includes_object(const IncludedRecords *include, int64_t id); /* "null" when absent */
/* What the statement of a page takes: room for it is made at once. */
#define SQL_BYTES_USUAL 2000
/* And what a record takes as JSON. */
#define OBJECT_BYTES_USUAL 1000
/* " FROM entity t … WHERE …" with the builder's joins and conditions. Pages are made for each request: no printf here. */
void sql_add_from(Buffer *sql, const Entity *entity, const EntityPlan *plan, const SqlBuilder *builder);
/* "$n, $n+1, …" for `count` ids padded as in IdsSql; binds them. */
void sql_bind_ids(SqlBuilder *builder, Buffer *out, const int64_t *ids, size_t count);

/* Joins and conditions of a list: what was asked (NULL: all), what our own code adds (may be NULL) and what the actor may
 * see; the same for a page, its count and its ids. Faults point at "filter". */
MUST_CHECK Result list_conditions(Work *work, const Entity *entity, const JsonValue *source,
                                  const struct Filter *also, SqlBuilder *out_builder);
/* The visible filter of the actor, or NULL. */
MUST_CHECK Result entity_visible(Work *work, const Entity *entity, const struct Filter **out_filter);

/* Number of the last event that touched a record at a version: fields changed since. */
MUST_CHECK Result event_fields_since(Work *work, const Entity *entity, int64_t id, int64_t version,
                                     FieldSet *out_fields, bool *out_is_known);

/* Hooks of the lane. */
MUST_CHECK Result event_begin(Work *work);

#endif
