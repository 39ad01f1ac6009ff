/* What a time zone file (TZif, RFC 8536) says, as one table of changes until TIME_MS_MAX. A table because offsets are
 * asked for by the million; read here because GLib 2.74 gives Ireland two hours in the summers after 2037. */
#ifndef LAZO_BASE_ZONE_FILE_H
#define LAZO_BASE_ZONE_FILE_H

#include "base/clock.h"

typedef struct ZoneChange {
    int64_t at_ms; /* from here on … */
    int64_t offset_ms;
} ZoneChange;

#define ZONE_CHANGES_MAX 4096

/* Ascending; the first begins at INT64_MIN. */
typedef struct ZoneTable {
    const ZoneChange *changes;
    size_t count;
} ZoneTable;

/* False when the bytes are no zone file of version 2 or later. The table lives in `arena`. */
bool zone_file_read(Arena *arena, Text bytes, ZoneTable *out_table);

/* The rule of POSIX's TZ variable, as zone files end with: "CET-1CEST,M3.5.0,M10.5.0/3". */
typedef struct ZoneRuleDay {
    int month, week, weekday; /* 0 is Sunday; week 5 is the last */
    int64_t time_ms;          /* from local midnight, -167 to 167 hours */
} ZoneRuleDay;
typedef struct ZoneRule {
    int64_t standard_ms;
    int64_t summer_ms;
    bool has_summer;
    ZoneRuleDay summer_begins, summer_ends;
} ZoneRule;
bool zone_rule_read(Text text, ZoneRule *out_rule);
/* Both changes of one year, the earlier first. Precondition: has_summer. */
void zone_rule_changes(const ZoneRule *rule, int year, ZoneChange out[2]);

#endif
