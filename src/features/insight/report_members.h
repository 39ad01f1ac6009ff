/* Who is behind a figure, one by one, where no condition of the filter language says it: a spell without orders, an hour of
 * the day. Kept for a report that was asked with has_drills. */
#ifndef LAZO_INSIGHT_REPORT_MEMBERS_H
#define LAZO_INSIGHT_REPORT_MEMBERS_H

#include "insight/report_groups.h"

/* Adds a record. Beyond MEMBERS_MAX, and when the one added last comes again, the list is partial: then none is named. */
void members_add(Arena *arena, ReportMembers *members, int64_t id);

/* Gives each row of a report of tickets that is cut by weekday or hour the tickets behind its figure `column`; nothing
 * when it is cut by neither. `time` and `conditions` (NULL: none) are those that the figure was counted with. */
MUST_CHECK Result members_by_clock(Work *work, const ReportQuery *query, const char *time, const char *conditions,
                                   Report *report);

#endif
