#include "base/zone_file.h"

#define HEADER_BYTES 44
#define YEAR_LAST 2201

typedef struct Counts {
    size_t ut, standard, leap, times, types, letters;
} Counts;

static uint32_t read_u32(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t read_i64(const char *at)
{
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

/* The header at `from`; false when it is none or its counts are absurd. */
static bool counts_read(Text bytes, size_t from, Counts *out)
{
    if (from > bytes.length || bytes.length - from < HEADER_BYTES ||
        !text_starts_with(text_slice(bytes, from, bytes.length), TEXT("TZif")) || bytes.data[from + 4] < '2')
        return false;
    const char *at = bytes.data + from + 20;
    *out = (Counts){read_u32(at),      read_u32(at + 4),  read_u32(at + 8),
                    read_u32(at + 12), read_u32(at + 16), read_u32(at + 20)};
    const size_t most = ZONE_CHANGES_MAX / 2;
    return out->ut <= most && out->standard <= most && out->leap <= most && out->times <= most && out->types <= most &&
           out->types > 0 && out->letters <= most;
}

static size_t body_bytes(const Counts *counts, size_t time_bytes)
{
    return counts->times * (time_bytes + 1) + counts->types * 6 + counts->letters + counts->leap * (time_bytes + 4) +
           counts->standard + counts->ut;
}

static bool add_change(ZoneChange *changes, size_t *count, ZoneChange change)
{
    if (*count == ZONE_CHANGES_MAX || (*count > 0 && change.at_ms <= changes[*count - 1].at_ms))
        return false;
    changes[(*count)++] = change;
    return true;
}

/* The rule goes on where the table of the file ends. */
static void follow_rule(const ZoneRule *rule, ZoneChange *changes, size_t *count)
{
    int64_t last_ms = changes[*count - 1].at_ms;
    if (!rule->has_summer)
        return;
    int64_t first_ms = last_ms > TIME_MS_MIN ? last_ms : TIME_MS_MIN;
    for (int year = civil_from_days(first_ms / DAY_MS).year; year <= YEAR_LAST; year++) {
        ZoneChange both[2];
        zone_rule_changes(rule, year, both);
        for (int i = 0; i < 2; i++)
            if (both[i].at_ms > last_ms && both[i].offset_ms != changes[*count - 1].offset_ms)
                add_change(changes, count, both[i]);
    }
}

bool zone_file_read(Arena *arena, Text bytes, ZoneTable *out_table)
{
    Counts old, counts;
    if (!counts_read(bytes, 0, &old))
        return false;
    size_t second = HEADER_BYTES + body_bytes(&old, 4);
    if (!counts_read(bytes, second, &counts))
        return false;
    size_t footer = second + HEADER_BYTES + body_bytes(&counts, 8);
    if (footer + 2 > bytes.length || bytes.data[footer] != '\n')
        return false;
    const char *times = bytes.data + second + HEADER_BYTES;
    const char *indexes = times + counts.times * 8;
    const char *types = indexes + counts.times;

    ZoneChange *changes = ARENA_ARRAY(arena, ZoneChange, ZONE_CHANGES_MAX);
    size_t count = 0;
    add_change(changes, &count, (ZoneChange){INT64_MIN, (int32_t)read_u32(types) * SECOND_MS});
    for (size_t i = 0; i < counts.times; i++) {
        int64_t at_ms;
        size_t type = (unsigned char)indexes[i];
        if (type >= counts.types || __builtin_mul_overflow(read_i64(times + i * 8), SECOND_MS, &at_ms))
            return false;
        add_change(changes, &count, (ZoneChange){at_ms, (int32_t)read_u32(types + type * 6) * SECOND_MS});
    }
    Text rest = text_slice(bytes, footer + 1, bytes.length);
    Text rule_text;
    ZoneRule rule;
    if (text_next_line(&rest, &rule_text) && zone_rule_read(rule_text, &rule))
        follow_rule(&rule, changes, &count);
    *out_table = (ZoneTable){changes, count};
    return true;
}
