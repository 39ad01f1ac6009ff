#include "attention/attention.h"

#include "base/json.h"

const char *const notification_kind_names[] = {"assigned",  "mention", "reply",    "followed", "unassigned",
                                               "low_score", "promise", "delivery", NULL};
const char *const notification_way_names[] = {"bell", "desktop", "sound", "mail", NULL};
const char *const availability_names[] = {"available", "away", "offline", NULL};

static const Field extension_fields[] = {
    {.name = "availability",
     .type = FIELD_CHOICE,
     .choices = availability_names,
     .about = "As the agent set it by hand; null: available."},
    {.name = "availability_at", .type = FIELD_TIME, .about = "Since when."},
};
const EntityExtension agent_attention_extension = {
    .table = "agent_attention",
    .key = "agent_id",
    .fields = extension_fields,
    .field_count = sizeof(extension_fields) / sizeof(extension_fields[0]),
};

typedef struct AvailabilityRecord {
    FieldSet has;
    int64_t id;
} AvailabilityRecord;
static const Field availability_fields[] = {
    FIELD(AvailabilityRecord, id, FIELD_ID, .column = "agent_id", .about = "The agent's."),
};
const Entity availability_entity = {
    .name = "availability",
    .plural = "availabilities",
    .table = "agent_attention",
    .record_bytes = sizeof(AvailabilityRecord),
    ENTITY_FIELDS(availability_fields),
    .rights = &rights_settings,
    .about = "Whether an agent can be counted on now.",
};

Attention attention_defaults(int64_t agent_id)
{
    Attention attention = {.agent_id = agent_id, .quiet_from = 20 * 60, .quiet_to = 8 * 60};
    for (int kind = 0; kind < NOTIFY_COUNT; kind++)
        attention.ways[kind] = WAY_BELL | WAY_DESKTOP;
    attention.ways[NOTIFY_MENTION] |= WAY_SOUND;
    attention.ways[NOTIFY_PROMISE] |= WAY_SOUND;
    attention.ways[NOTIFY_FOLLOWED] = WAY_BELL;
    attention.ways[NOTIFY_UNASSIGNED] = 0;
    return attention;
}

static uint8_t ways_of(const JsonValue *list)
{
    uint8_t ways = 0;
    for (size_t i = 0; i < list->list.count; i++) {
        const JsonValue *name = &list->list.items[i];
        int way = name->kind == JSON_TEXT ? choice_index(notification_way_names, name->text) : -1;
        if (way >= 0)
            ways |= (uint8_t)(1u << way);
    }
    return ways;
}

void attention_read_ways(Arena *arena, Text ways, Attention *attention)
{
    const JsonValue *chosen;
    if (!is_ok(json_read(arena, ways, &chosen)))
        return;
    for (int kind = 0; kind < NOTIFY_COUNT; kind++) {
        const JsonValue *list = json_member(chosen, notification_kind_names[kind]);
        if (list && list->kind == JSON_LIST)
            attention->ways[kind] = ways_of(list);
    }
}

Result attention_load(Work *work, int64_t agent_id, Attention *out_attention)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    *out_attention = attention_defaults(agent_id);
    TRY(db_query(work->db,
                 DB_SQL("SELECT version, availability, ways, quiet_from, quiet_to, quiet_weekend FROM agent_attention "
                        "WHERE agent_id = $1"),
                 DB_VALUES(db_int(agent_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    int availability = choice_index(availability_names, db_column_text(&cursor, 1));
    out_attention->version = db_column_int(&cursor, 0);
    out_attention->availability = availability > 0 ? (Availability)availability : AVAILABLE;
    attention_read_ways(work->arena, db_column_text(&cursor, 2), out_attention);
    out_attention->has_quiet = !db_is_null(&cursor, 3) && !db_is_null(&cursor, 4);
    if (out_attention->has_quiet) {
        out_attention->quiet_from = (int)db_column_int(&cursor, 3);
        out_attention->quiet_to = (int)db_column_int(&cursor, 4);
    }
    out_attention->is_weekend_quiet = db_column_int(&cursor, 5) != 0;
    return done();
}

bool attention_is_quiet(const Attention *attention, const Zone *zone, int64_t at_ms)
{
    int64_t day = zone_day(zone, at_ms);
    if (attention->is_weekend_quiet && weekday_of_days(day) >= 5)
        return true;
    if (!attention->has_quiet || attention->quiet_from == attention->quiet_to)
        return false;
    int64_t local_ms = at_ms + zone_offset_ms(zone, at_ms);
    int64_t minute = (local_ms - day * DAY_MS) / MINUTE_MS;
    if (attention->quiet_from < attention->quiet_to)
        return minute >= attention->quiet_from && minute < attention->quiet_to;
    return minute >= attention->quiet_from || minute < attention->quiet_to;
}
