#include "desk/calendar_due.h"

#include <stdlib.h>

#include "base/json.h"
#include "desk/calendar.h"

#define PROMISE_MINUTES_MAX 525600

typedef struct DueInput {
    FieldSet has;
    int64_t id;
    Text time_zone;
    int64_t from;
    int64_t minutes;
} DueInput;
static const Field due_fields[] = {
    FIELD(DueInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(DueInput, time_zone, FIELD_TEXT, .bytes_max = 64, .format = FORMAT_ZONE, .can = CAN_CREATE,
          .about = "Null: the workspace's."),
    FIELD(DueInput, from, FIELD_TIME, .can = CAN_CREATE, .about = "When the promise is given; now, unless given."),
    FIELD(DueInput, minutes, FIELD_INT, .is_required = true, .low = 1, .high = PROMISE_MINUTES_MAX, .can = CAN_CREATE,
          .about = "Of open time."),
};
enum { DUE_ID, DUE_TIME_ZONE, DUE_FROM, DUE_MINUTES, DUE_HOURS = 0, DUE_HOLIDAYS = 1 };
static const ChildList due_children[] = {
    {"hours", &calendar_hours_entity, "calendar_id", "t.weekday, t.opens_minute", true, 7 * BUSINESS_SPANS_MAX},
    {"holidays", &calendar_holiday_entity, "calendar_id", "t.day", true, BUSINESS_HOLIDAYS_MAX},
};
static const Entity due_entity = {
    .name = "calendar_due",
    .plural = "calendar_dues",
    .record_bytes = sizeof(DueInput),
    ENTITY_FIELDS(due_fields),
    ENTITY_CHILDREN(due_children),
    .about = "A calendar as it is being written, and a promise.",
};

static int day_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static Result calendar_of(Work *work, const EntityInput *input, BusinessCalendar *out)
{
    const DueInput *due = input->record;
    const ChildInput *hours = &input->children[DUE_HOURS];
    const ChildInput *holidays = &input->children[DUE_HOLIDAYS];
    const CalendarHours *rows = hours->records;
    const CalendarHoliday *days = holidays->records;
    *out = (BusinessCalendar){.zone = workspace_settings(work->workspace).zone};
    if (due->has & FIELD_BIT(DUE_TIME_ZONE))
        TRY(zone_open(due->time_zone, &out->zone));
    for (size_t i = 0; hours->is_given && i < hours->count; i++) {
        BusinessSpan span = {rows[i].opens_minute, rows[i].closes_minute};
        Result opened = business_calendar_open(out, (int)rows[i].weekday, span);
        if (!is_ok(opened))
            return work_fault(work, text_format(work->arena, "/hours/%zu", i), "conflicting", "%s", opened.why);
    }
    size_t count = holidays->is_given ? holidays->count : 0;
    int64_t *sorted = ARENA_ARRAY(work->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        sorted[i] = days[i].day;
    qsort(sorted, count, sizeof(sorted[0]), day_order);
    out->holidays = sorted;
    out->holiday_count = count;
    return done();
}

static Result due_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    BusinessCalendar calendar;
    int64_t due_at = 0;
    TRY(request_read(work, request, &due_entity, &input));
    const DueInput *due = input->record;
    int64_t from = due->has & FIELD_BIT(DUE_FROM) ? due->from : work->now;
    TRY(calendar_of(work, input, &calendar));
    TRY(sla_due(&calendar, from, due->minutes * MINUTE_MS, &due_at));
    json_object(&answer->json);
    json_put_time(&answer->json, "from", from);
    json_put_time(&answer->json, "due_at", due_at);
    json_end_object(&answer->json);
    return done();
}

const Route calendar_due_routes[] = {
    {.method = "POST",
     .path = "/api/v1/calendars/due",
     .entity = &calendar_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = due_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &due_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"from\",\"due_at\"],\"properties\":{\"from\":{\"type\":"
                     "\"string\"},\"due_at\":{\"type\":\"string\"}}}",
     .about = "When a promise of so much open time falls due by these hours and holidays; nothing is stored."},
    {.path = NULL},
};
