#include "people/customer_timeline.h"

#include <stdlib.h>

#include "model/event.h"
#include "people/customer_merge.h"
#include "people/record_json.h"

/* ---- what a sentence about an event needs, from the records themselves ---- */

typedef struct SummaryFields {
    const char *entity;
    const char *fields[6];
} SummaryFields;
/* By name, because these records belong to features above; one that is not wired has no summary. */
static const SummaryFields summary_fields[] = {
    {"ticket", {"number", "subject", "status"}},
    {"order", {"external_id", "total", "status"}},
    {"contract", {"external_id", "amount", "period"}},
    {"payment", {"external_id", "amount", "method"}},
    {"invoice", {"external_id", "number", "total"}},
    {"response", {"kind", "score", "scale", "comment"}},
    {"customer", {"name"}},
    {"task", {"title", "due_at", "state"}},
};

/* "0-10" is told as its upper end, 10. */
static void scale_json(Text scale, Json *json)
{
    size_t dash = text_find_byte(scale, '-', 0);
    int64_t top;
    if (dash != SIZE_MAX && text_to_int(text_slice(scale, dash + 1, scale.length), &top))
        json_int(json, top);
    else
        json_text(json, scale);
}

static void fields_json(Work *work, const Entity *entity, const char *const *names, size_t count, const void *record,
                        Json *json)
{
    for (size_t i = 0; i < count && names[i]; i++) {
        int index = entity_field_index(entity, text_of(names[i]));
        if (index < 0)
            continue;
        const Field *field = &entity->fields[index];
        json_name(json, names[i]);
        if (strcmp(names[i], "scale") == 0 && field->type == FIELD_TEXT && record_has_field(entity, field, record))
            scale_json(*(const Text *)(const void *)((const char *)record + field->offset), json);
        else
            record_field_json(work, entity, field, record, json);
    }
}

static const SummaryFields *summary_of(const Entity *entity)
{
    for (size_t i = 0; i < sizeof(summary_fields) / sizeof(summary_fields[0]); i++) {
        if (strcmp(summary_fields[i].entity, entity->name) == 0)
            return &summary_fields[i];
    }
    return NULL;
}

static Result record_facts(Work *work, const Entity *entity, int64_t id, const char *const *names, size_t count,
                           Json *json)
{
    void *record = arena_alloc(work->arena, entity->record_bytes);
    Result result = entity_find(work, entity, id, record);
    if (is_ok(result))
        fields_json(work, entity, names, count, record, json);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

/* "customer.stage_changed": the field is "stage"; its two ends stand in the changes. */
static void move_json(Work *work, Text kind, Text changes, Json *json)
{
    const Text ending = TEXT("_changed");
    size_t dot = text_find_byte(kind, '.', 0);
    const JsonValue *tree;
    if (dot == SIZE_MAX || !text_ends_with(kind, ending) || !is_ok(json_read(work->arena, changes, &tree)))
        return;
    const char *field = text_string(work->arena, text_slice(kind, dot + 1, kind.length - ending.length));
    const JsonValue *ends = json_member(tree, field);
    if (ends == NULL || ends->kind != JSON_LIST || ends->list.count != 2)
        return;
    json_name(json, "from");
    json_value(json, &ends->list.items[0]);
    json_name(json, "to");
    json_value(json, &ends->list.items[1]);
}

/* ---- a page ---- */

typedef struct Place {
    int64_t at;
    int64_t id;
} Place;

typedef struct PlaceList {
    Place *list;
    size_t count;
} PlaceList;

/* Newest first. */
static int place_order(const void *a, const void *b)
{
    const Place *x = a;
    const Place *y = b;
    if (x->at != y->at)
        return x->at < y->at ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

/* Cursor "AT.ID". */
static Result cursor_read(Work *work, Text after, Place *out_place)
{
    *out_place = (Place){INT64_MAX, INT64_MAX};
    if (text_is_empty(after))
        return done();
    size_t dot = text_find_byte(after, '.', 0);
    if (dot == SIZE_MAX || !text_to_int(text_slice(after, 0, dot), &out_place->at) ||
        !text_to_int(text_slice(after, dot + 1, after.length), &out_place->id))
        return work_fault(work, TEXT("/after"), "malformed", "This is no cursor of a timeline.");
    return done();
}

typedef struct KindRange {
    Text low;  /* inclusive */
    Text high; /* exclusive */
} KindRange;

/* "ticket.*,order.paid": a range each. */
static Result kinds_read(Work *work, Text kinds, KindRange *out_ranges, size_t *out_count)
{
    *out_count = 0;
    if (text_is_empty(kinds)) {
        out_ranges[(*out_count)++] = (KindRange){TEXT(""), TEXT("~")};
        return done();
    }
    Text kind;
    while (text_next_part(&kinds, ',', &kind)) {
        if (kind.length > 100)
            return work_fault(work, TEXT("/kind"), "too_long", "At most 100 bytes are allowed.");
        if (*out_count == TIMELINE_KINDS_MAX)
            return work_fault(work, TEXT("/kind"), "too_many", "At most %d kinds may be named.", TIMELINE_KINDS_MAX);
        bool is_prefix = text_ends_with(kind, TEXT(".*"));
        Text stem = is_prefix ? text_slice(kind, 0, kind.length - 1) : kind;
        out_ranges[(*out_count)++] = (KindRange){
            .low = stem,
            .high = text_format(work->arena, is_prefix ? "%.*s~" : "%.*s!", TEXT_ARG(stem)),
        };
    }
    return done();
}

/* What narrows a timeline beside the kinds, ready to bind. */
typedef struct Narrowing {
    int64_t from;
    int64_t to;
    Text actor_kind;  /* empty: anybody */
    int64_t actor_id; /* 0: any */
    Text channel;
} Narrowing;

static Result narrowing_read(Work *work, const TimelineQuery *query, Narrowing *out)
{
    static const char *const kinds[] = {"agent", "customer", "system", "api_key", NULL};
    *out = (Narrowing){.from = query->from ? query->from : TIME_MS_MIN,
                       .to = query->to ? query->to : INT64_MAX,
                       .channel = text_cut(query->channel, 60)};
    if (text_is_empty(query->actor))
        return done();
    size_t colon = text_find_byte(query->actor, ':', 0);
    out->actor_kind = text_slice(query->actor, 0, colon);
    bool is_good = choice_index(kinds, out->actor_kind) >= 0;
    if (is_good && colon != SIZE_MAX)
        is_good =
            text_to_int(text_slice(query->actor, colon + 1, query->actor.length), &out->actor_id) && out->actor_id > 0;
    if (!is_good)
        return work_fault(work, TEXT("/actor"), "unknown_choice",
                          "Name agent, customer, system or api_key, and an id after a colon if you like.");
    return done();
}

/* Each customer's events stand in one index; the newest of each make the newest of all. */
static Result places_of(Work *work, int64_t customer_id, Place after, const KindRange *range,
                        const Narrowing *narrowing, int64_t limit, PlaceList *places)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT e.at, e.id FROM events e WHERE e.customer_id = $1 AND e.at <= $2 "
                        "AND (e.at < $2 OR e.id < $3) AND e.kind >= $4 AND e.kind < $5 AND e.at >= $7 AND e.at < $8 "
                        "AND ($9 = '' OR e.actor_kind = $9) AND ($10 = 0 OR e.actor_id = $10) "
                        "AND ($11 = '' OR EXISTS (SELECT 1 FROM tickets t WHERE t.id = e.ticket_id "
                        "AND t.channel = $11)) ORDER BY e.at DESC, e.id DESC LIMIT $6"),
                 DB_VALUES(db_int(customer_id), db_int(after.at), db_int(after.id), db_text(range->low),
                           db_text(range->high), db_int(limit), db_int(narrowing->from), db_int(narrowing->to),
                           db_text(narrowing->actor_kind), db_int(narrowing->actor_id), db_text(narrowing->channel)),
                 &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        places->list[places->count++] = (Place){db_column_int(&cursor, 0), db_column_int(&cursor, 1)};
    }
}

/* A kind that is named twice, or by two ranges, is told once. */
static void places_unite(PlaceList *places)
{
    size_t kept = 0;
    if (places->count > 1)
        qsort(places->list, places->count, sizeof(Place), place_order);
    for (size_t i = 0; i < places->count; i++) {
        if (kept == 0 || places->list[kept - 1].id != places->list[i].id)
            places->list[kept++] = places->list[i];
    }
    places->count = kept;
}

static const char event_sql[] =
    "SELECT " EVENT_COLUMNS ", COALESCE(a.name, k.name, c.name) FROM events e "
    "LEFT JOIN agents a ON e.actor_kind = 'agent' AND a.id = e.actor_id "
    "LEFT JOIN api_keys k ON e.actor_kind = 'api_key' AND k.id = e.actor_id "
    "LEFT JOIN customers c ON e.actor_kind = 'customer' AND c.id = e.actor_id WHERE e.id = $1";

static Result summary_write(Work *work, const DbCursor *cursor, const Entity *entity, Json *json)
{
    int64_t entity_id = db_column_int(cursor, 9);
    int64_t ticket_id = db_column_int(cursor, 11);
    const SummaryFields *summary = summary_of(entity);
    json_object(json);
    if (summary)
        TRY(record_facts(work, entity, entity_id, summary->fields, 6, json));
    const Entity *ticket = ticket_id ? entity_named(work, TEXT("ticket")) : NULL;
    static const char *const subject[] = {"subject"};
    if (ticket && ticket != entity)
        TRY(record_facts(work, ticket, ticket_id, subject, 1, json));
    move_json(work, db_column_text(cursor, 2), db_column_text(cursor, 13), json);
    json_end_object(json);
    return done();
}

static bool is_staff(const Actor *actor)
{
    return actor->kind == ACTOR_AGENT || actor->kind == ACTOR_API_KEY || actor->kind == ACTOR_SYSTEM;
}

static Result event_write(Work *work, int64_t event_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){event_sql, true}, DB_VALUES(db_int(event_id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    const Entity *entity = has_row ? entity_named(work, db_column_text(&cursor, 8)) : NULL;
    if (entity == NULL || (text_is(db_column_text(&cursor, 12), "internal") && !is_staff(&work->actor)))
        return done();
    bool is_visible;
    TRY(event_is_visible(work, entity, db_column_int(&cursor, 9), db_column_int(&cursor, 11), &is_visible));
    if (!is_visible)
        return done();
    Buffer event = buffer_new(work->arena, 1 << 20);
    Json event_json = json_writer(&event);
    Text name = db_is_null(&cursor, 14) ? TEXT_NONE : db_column_text(&cursor, 14);
    event_write_json(&cursor, name, &event_json);
    /* The summary joins the event's own members: its closing brace makes room. */
    buffer_cut(&event, event.length - 1);
    json_name(&event_json, "summary");
    TRY(summary_write(work, &cursor, entity, &event_json));
    json_end_object(&event_json);
    json_raw(json, buffer_text(&event));
    return done();
}

static Result page_write(Work *work, const Place *places, size_t count, bool has_more, Json *json)
{
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (size_t i = 0; i < count; i++)
        TRY(event_write(work, places[i].id, json));
    json_end_list(json);
    json_name(json, "next");
    if (has_more)
        json_text(json, text_format(work->arena, "%lld.%lld", (long long)places[count - 1].at,
                                    (long long)places[count - 1].id));
    else
        json_null(json);
    json_end_object(json);
    return done();
}

Result customer_timeline(Work *work, int64_t customer_id, const TimelineQuery *query, Json *json)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    int64_t limit = query->limit ? query->limit : 50;
    if (limit < 1 || limit > TIMELINE_LIMIT_MAX)
        return work_fault(work, TEXT("/limit"), "out_of_range", "limit is a whole number from 1 to %d.",
                          TIMELINE_LIMIT_MAX);
    Place after;
    KindRange ranges[TIMELINE_KINDS_MAX];
    size_t range_count;
    Narrowing narrowing;
    TRY(cursor_read(work, query->after, &after));
    TRY(kinds_read(work, query->kind, ranges, &range_count));
    TRY(narrowing_read(work, query, &narrowing));
    int64_t ids[CUSTOMER_MERGED_MAX];
    size_t id_count;
    TRY(customer_merged_ids(work, customer_id, ids, &id_count));
    PlaceList places = {.list = ARENA_ARRAY(work->arena, Place, id_count * range_count * (size_t)(limit + 1))};
    for (size_t i = 0; i < id_count; i++)
        for (size_t k = 0; k < range_count; k++)
            TRY(places_of(work, ids[i], after, &ranges[k], &narrowing, limit + 1, &places));
    places_unite(&places);
    bool has_more = places.count > (size_t)limit;
    return page_write(work, places.list, has_more ? (size_t)limit : places.count, has_more, json);
}
