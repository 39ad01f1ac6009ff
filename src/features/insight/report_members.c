#include "insight/report_members.h"

#include "insight/report_source.h"

#define ROOM_FIRST 8

void members_add(Arena *arena, ReportMembers *members, int64_t id)
{
    if (members->count == MEMBERS_MAX || (members->count > 0 && members->ids[members->count - 1] == id)) {
        members->is_partial = true;
        return;
    }
    if (members->count == members->room) {
        size_t room = members->room ? members->room * 2 : ROOM_FIRST;
        int64_t *ids = ARENA_ARRAY(arena, int64_t, room);
        if (members->count > 0)
            memcpy(ids, members->ids, members->count * sizeof ids[0]);
        members->ids = ids;
        members->room = room;
    }
    members->ids[members->count++] = id;
}

static bool is_by_clock(const ReportQuery *query)
{
    for (size_t i = 0; i < query->by_count; i++)
        if (BY_CLOCK & DIMENSION_BIT(query->by[i]))
            return true;
    return false;
}

static Result groups_scan(Work *work, const ReportQuery *query, const char *time, const char *conditions,
                          Groups *groups)
{
    Scan scan;
    TRY(scan_begin(work, query, &ticket_source, time, &query->window, &scan));
    if (conditions)
        scan_where(&scan, conditions);
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, "t.id", -1, NULL, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        Group *group;
        TRY(groups_find(groups, by, &group));
        members_add(work->arena, group->sums, db_column_int(&cursor, (int)scan.column_count));
    }
}

Result members_by_clock(Work *work, const ReportQuery *query, const char *time, const char *conditions, Report *report)
{
    if (!query->has_drills || !is_by_clock(query))
        return done();
    Groups groups = groups_new(work->arena, query->by_count, sizeof(ReportMembers));
    TRY(groups_scan(work, query, time, conditions, &groups));
    for (size_t i = 0; i < report->row_count; i++) {
        const Group *group = groups_get(&groups, report->rows[i].by);
        if (group == NULL)
            continue;
        report->rows[i].members = *(const ReportMembers *)group->sums;
        report->rows[i].members_of = "n";
        report->rows[i].members_entity = "tickets";
    }
    return done();
}
