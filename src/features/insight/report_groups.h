/* Groups of a report while it is computed: one for each combination of dimension values, with the sums of its metric. */
#ifndef LAZO_INSIGHT_REPORT_GROUPS_H
#define LAZO_INSIGHT_REPORT_GROUPS_H

#include "insight/report.h"

typedef struct Group {
    GroupValue by[DIMENSIONS_MAX];
    void *sums; /* zeroed, sums_bytes of them */
    struct Group *next;
} Group;

typedef struct Groups {
    Arena *arena;
    size_t by_count;
    size_t sums_bytes;
    Group **slots;
    size_t slot_count;
    Group **list; /* in the order they were met */
    size_t count;
    size_t capacity;
} Groups;

Groups groups_new(Arena *arena, size_t by_count, size_t sums_bytes);
/* The group of these values, new when it was not met before; texts are copied then. FAULT_LIMIT beyond
 * REPORT_ROWS_MAX. */
MUST_CHECK Result groups_find(Groups *groups, const GroupValue *by, Group **out_group);
/* NULL when it was not met. */
Group *groups_get(const Groups *groups, const GroupValue *by);
bool group_values_equal(const GroupValue *a, const GroupValue *b, size_t count);

/* Makes the rows of the report, sorted by their dimensions (stages in the order of their ladder, nulls last), and its
 * total. `finish` turns sums into the report's columns; values that it does not set stay null. */
typedef void (*GroupFinish)(const ReportQuery *query, void *sums, double *values);
void report_fill(Report *report, const Groups *groups, void *total_sums, GroupFinish finish);
/* A row of null values. */
ReportRow report_row(const Report *report, const GroupValue *by);
/* Sorts what report->rows holds. */
void report_sort(Report *report);
/* Names of the agents, teams, companies and products among the rows. */
MUST_CHECK Result report_names(Work *work, Report *report);

#endif
