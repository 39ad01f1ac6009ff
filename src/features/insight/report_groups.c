#include "insight/report_groups.h"
#include "insight/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "desk/ticket.h"

#define SLOTS_FIRST 64

Groups groups_new(Arena *arena, size_t by_count, size_t sums_bytes)
{
    return (Groups){.arena = arena,
                    .by_count = by_count,
                    .sums_bytes = sums_bytes,
                    .slots = ARENA_ARRAY(arena, Group *, SLOTS_FIRST),
                    .slot_count = SLOTS_FIRST};
}

static bool values_equal(const GroupValue *a, const GroupValue *b)
{
    return a->is_null == b->is_null &&
           (a->is_null || (a->is_id ? b->is_id && a->id == b->id : !b->is_id && text_equals(a->text, b->text)));
}

bool group_values_equal(const GroupValue *a, const GroupValue *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!values_equal(&a[i], &b[i]))
            return false;
    return true;
}

/* FNV-1a over the values. */
static uint64_t values_hash(const GroupValue *by, size_t count)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    const uint64_t prime = UINT64_C(1099511628211);
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ (by[i].is_null ? 1 : 2)) * prime;
        if (by[i].is_null)
            continue;
        if (by[i].is_id)
            hash = (hash ^ (uint64_t)by[i].id) * prime;
        for (size_t k = 0; !by[i].is_id && k < by[i].text.length; k++)
            hash = (hash ^ (unsigned char)by[i].text.data[k]) * prime;
    }
    return hash ^ (hash >> 29);
}

static void slots_grow(Groups *groups)
{
    groups->slot_count *= 4;
    groups->slots = ARENA_ARRAY(groups->arena, Group *, groups->slot_count);
    for (size_t i = 0; i < groups->count; i++) {
        Group *group = groups->list[i];
        Group **slot = &groups->slots[values_hash(group->by, groups->by_count) & (groups->slot_count - 1)];
        group->next = *slot;
        *slot = group;
    }
}

static void list_add(Groups *groups, Group *group)
{
    if (groups->count == groups->capacity) {
        size_t capacity = groups->capacity ? groups->capacity * 2 : SLOTS_FIRST;
        Group **list = ARENA_ARRAY(groups->arena, Group *, capacity);
        if (groups->count > 0)
            memcpy(list, groups->list, groups->count * sizeof list[0]);
        groups->list = list;
        groups->capacity = capacity;
    }
    groups->list[groups->count++] = group;
}

static Group *slot_find(const Groups *groups, uint64_t hash, const GroupValue *by)
{
    Group *group = groups->slots[hash & (groups->slot_count - 1)];
    while (group != NULL && !group_values_equal(group->by, by, groups->by_count))
        group = group->next;
    return group;
}

Group *groups_get(const Groups *groups, const GroupValue *by)
{
    return slot_find(groups, values_hash(by, groups->by_count), by);
}

Result groups_find(Groups *groups, const GroupValue *by, Group **out_group)
{
    uint64_t hash = values_hash(by, groups->by_count);
    *out_group = slot_find(groups, hash, by);
    if (*out_group != NULL)
        return done();
    if (groups->count == REPORT_ROWS_MAX)
        return fail(FAULT_LIMIT,
                    "The report would have more than 100,000 rows: take fewer dimensions or longer periods.");
    if (groups->count >= groups->slot_count)
        slots_grow(groups);
    Group *group = ARENA_NEW(groups->arena, Group);
    for (size_t i = 0; i < groups->by_count; i++) {
        group->by[i] = by[i];
        group->by[i].text = text_copy(groups->arena, by[i].text);
    }
    group->sums = arena_alloc(groups->arena, groups->sums_bytes);
    Group **slot = &groups->slots[hash & (groups->slot_count - 1)];
    group->next = *slot;
    *slot = group;
    list_add(groups, group);
    *out_group = group;
    return done();
}

/* ---- rows ---- */

ReportRow report_row(const Report *report, const GroupValue *by)
{
    ReportRow row = {.values = ARENA_ARRAY(report->arena, double, report->column_count)};
    if (by)
        memcpy(row.by, by, sizeof row.by);
    for (size_t i = 0; i < report->column_count; i++)
        row.values[i] = NO_VALUE;
    return row;
}

/* Codes whose order means something. */
static const char *const *dimension_codes(Dimension dimension)
{
    switch ((int)dimension) {
    case BY_STAGE: return stage_names;
    case BY_VALUE_STAGE: return value_stage_names;
    case BY_RELATIONSHIP: return relationship_names;
    case BY_PRIORITY: return ticket_priority_names;
    case BY_STATUS: return ticket_status_names;
    default: return NULL;
    }
}

static int compare_values(Dimension dimension, const GroupValue *a, const GroupValue *b)
{
    if (a->is_null || b->is_null)
        return (int)a->is_null - (int)b->is_null;
    const char *const *codes = dimension_codes(dimension);
    if (codes) {
        int left = choice_index(codes, a->text);
        int right = choice_index(codes, b->text);
        if (left != right && left >= 0 && right >= 0)
            return left - right;
    }
    int order = text_compare(a->text, b->text);
    return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

static int compare_rows(const void *a, const void *b, void *owner)
{
    const ReportQuery *query = owner;
    const ReportRow *left = a;
    const ReportRow *right = b;
    for (size_t i = 0; i < query->by_count; i++) {
        int order = compare_values(query->by[i], &left->by[i], &right->by[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

void report_sort(Report *report)
{
    ReportQuery query = *report->query;
    if (report->row_count > 1)
        qsort_r(report->rows, report->row_count, sizeof report->rows[0], compare_rows, &query);
}

void report_fill(Report *report, const Groups *groups, void *total_sums, GroupFinish finish)
{
    report->row_count = groups->by_count > 0 ? groups->count : 0;
    report->rows = ARENA_ARRAY(report->arena, ReportRow, report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        report->rows[i] = report_row(report, groups->list[i]->by);
        finish(report->query, groups->list[i]->sums, report->rows[i].values);
    }
    report->total = report_row(report, NULL);
    finish(report->query, total_sums, report->total.values);
    report_sort(report);
}

/* ---- names ---- */

static DbSql name_sql(Dimension dimension)
{
    switch ((int)dimension) {
    case BY_AGENT: return DB_SQL("SELECT name FROM agents WHERE id = $1");
    case BY_TEAM: return DB_SQL("SELECT name FROM teams WHERE id = $1");
    case BY_COMPANY: return DB_SQL("SELECT name FROM companies WHERE id = $1");
    default: return DB_SQL("SELECT name FROM products WHERE id = $1");
    }
}

static Result name_find(Work *work, Dimension dimension, int64_t id, Text *out_name)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, name_sql(dimension), DB_VALUES(db_int(id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    *out_name = has_row ? text_copy(work->arena, db_column_text(&cursor, 0)) : text_from_int(work->arena, id);
    return done();
}

static Result dimension_names(Work *work, Report *report, size_t place)
{
    Groups names = groups_new(work->arena, 1, sizeof(Text));
    for (size_t i = 0; i < report->row_count; i++) {
        GroupValue *value = &report->rows[i].by[place];
        if (value->is_null || !value->is_id)
            continue;
        Group *named;
        TRY(groups_find(&names, value, &named));
        Text *name = named->sums;
        if (name->data == NULL)
            TRY(name_find(work, report->query->by[place], value->id, name));
        value->text = *name;
    }
    return done();
}

Result report_names(Work *work, Report *report)
{
    bool has_names = false;
    for (size_t i = 0; i < report->query->by_count; i++) {
        Dimension by = report->query->by[i];
        if (by != BY_AGENT && by != BY_TEAM && by != BY_COMPANY && by != BY_PRODUCT)
            continue;
        has_names = true;
        TRY(dimension_names(work, report, i));
    }
    if (has_names)
        report_sort(report);
    return done();
}
