#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/zone_file.h"

#define ZONE_NAME_BYTES_MAX 64
#define ZONE_FILE_BYTES_MAX ((size_t)64 << 10)
#define ZONE_FOLDER "/usr/share/zoneinfo"

struct Zone {
    const Zone *next;
    Text name;
    ZoneTable table;
};

static const ZoneChange utc_changes[] = {{INT64_MIN, 0}};
static const Zone utc = {.name = {"UTC", 3}, .table = {utc_changes, 1}};

/* Names that the system knows are few, so the list and its arena stay small. */
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static Arena *zones_arena;
static const Zone *zones = &utc;

const Zone *zone_utc(void)
{
    return &utc;
}

Text zone_name(const Zone *zone)
{
    return zone->name;
}

/* Letters, digits, '_', '+', '-' and single '/': nothing that leaves the folder. The folders left out repeat all zones
 * (one of them with leap seconds), and two names depend on the machine. */
static bool name_is_plausible(Text name)
{
    if (name.length == 0 || name.length > ZONE_NAME_BYTES_MAX || text_starts_with(name, TEXT("right/")) ||
        text_starts_with(name, TEXT("posix/")) || text_is(name, "localtime") || text_is(name, "posixrules"))
        return false;
    char before = '/';
    for (size_t i = 0; i < name.length; i++) {
        char byte = name.data[i];
        bool is_letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
        bool is_other = (byte >= '0' && byte <= '9') || byte == '_' || byte == '+' || byte == '-' || byte == '/';
        if ((!is_letter && !is_other) || (before == '/' && !is_letter))
            return false;
        before = byte;
    }
    return before != '/';
}

static bool file_read(Arena *arena, Text name, Text *out_bytes)
{
    const char *folder = getenv("TZDIR");
    const char *path = arena_printf(arena, "%s/%.*s", folder ? folder : ZONE_FOLDER, TEXT_ARG(name));
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    char *bytes = arena_alloc(arena, ZONE_FILE_BYTES_MAX);
    size_t length = fread(bytes, 1, ZONE_FILE_BYTES_MAX, file);
    (void)fclose(file); /* it was only read */
    *out_bytes = (Text){bytes, length};
    return length > 0 && length < ZONE_FILE_BYTES_MAX;
}

static const Zone *zone_find(Text name)
{
    for (const Zone *zone = zones; zone != NULL; zone = zone->next)
        if (text_equals(zone->name, name))
            return zone;
    return NULL;
}

static const Zone *zone_load(Text name)
{
    WITH_ARENA scratch = arena_new();
    Text bytes;
    ZoneTable table;
    if (!file_read(scratch, name, &bytes) || !zone_file_read(scratch, bytes, &table))
        return NULL;
    if (zones_arena == NULL)
        zones_arena = arena_new();
    ZoneChange *changes = ARENA_ARRAY(zones_arena, ZoneChange, table.count);
    memcpy(changes, table.changes, table.count * sizeof *changes);
    Zone *zone = ARENA_NEW(zones_arena, Zone);
    zone->name = text_copy(zones_arena, name);
    zone->table = (ZoneTable){changes, table.count};
    zone->next = zones;
    zones = zone;
    return zone;
}

Result zone_open(Text name, const Zone **out_zone)
{
    if (!name_is_plausible(name))
        return fail(FAULT_INVALID, "This is no time zone; write one like Europe/Madrid.");
    pthread_mutex_lock(&zones_lock);
    const Zone *zone = zone_find(name);
    if (zone == NULL)
        zone = zone_load(name);
    pthread_mutex_unlock(&zones_lock);
    if (zone == NULL)
        return fail(FAULT_INVALID, "This time zone is not known here; write one like Europe/Madrid.");
    *out_zone = zone;
    return done();
}

/* The stretch with one offset around an instant. */
typedef struct Stretch {
    const Zone *zone;
    int64_t from_ms;
    int64_t until_ms; /* exclusive */
    int64_t offset_ms;
} Stretch;

static Stretch stretch_search(const Zone *zone, int64_t at_ms)
{
    const ZoneChange *changes = zone->table.changes;
    size_t low = 0;
    size_t high = zone->table.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (changes[middle].at_ms <= at_ms)
            low = middle;
        else
            high = middle;
    }
    int64_t until_ms = high < zone->table.count ? changes[high].at_ms : INT64_MAX;
    return (Stretch){zone, changes[low].at_ms, until_ms, changes[low].offset_ms};
}

/* Reports ask for millions of neighbouring instants of one zone. */
static const Stretch *stretch_at(const Zone *zone, int64_t at_ms)
{
    static _Thread_local Stretch last;
    if (last.zone != zone || at_ms < last.from_ms || at_ms >= last.until_ms)
        last = stretch_search(zone, at_ms);
    return &last;
}

int64_t zone_offset_ms(const Zone *zone, int64_t at_ms)
{
    return stretch_at(zone, at_ms)->offset_ms;
}

int64_t zone_day(const Zone *zone, int64_t at_ms)
{
    int64_t local_ms = at_ms + zone_offset_ms(zone, at_ms);
    return local_ms / DAY_MS - (local_ms % DAY_MS < 0);
}

int64_t zone_local_to_utc(const Zone *zone, int64_t local_ms)
{
    /* No offset reaches 24 hours and no zone changes twice in two days, so these two are all there is to try. */
    int64_t before_ms = zone_offset_ms(zone, local_ms - DAY_MS);
    int64_t after_ms = zone_offset_ms(zone, local_ms + DAY_MS);
    int64_t with_before = local_ms - before_ms;
    int64_t with_after = local_ms - after_ms;
    if (zone_offset_ms(zone, with_before) == before_ms)
        return with_before;
    if (zone_offset_ms(zone, with_after) == after_ms)
        return with_after;
    /* The clocks jumped over it: the first instant after the jump. */
    return stretch_at(zone, with_before)->from_ms;
}

int64_t zone_day_start(const Zone *zone, int64_t day)
{
    return zone_local_to_utc(zone, day * DAY_MS);
}
