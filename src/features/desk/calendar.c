#include "desk/calendar.h"

static const Field hours_fields[] = {
    FIELD(CalendarHours, id, FIELD_ID),
    FIELD(CalendarHours, calendar_id, FIELD_INT, .can = IS_HIDDEN),
    FIELD(CalendarHours, weekday, FIELD_INT, .is_required = true, .low = 0, .high = 6, .can = CAN_WRITE,
          .about = "0 Monday … 6 Sunday."),
    FIELD(CalendarHours, opens_minute, FIELD_INT, .is_required = true, .low = 0, .high = MINUTES_PER_DAY - 1,
          .can = CAN_WRITE, .about = "Minute of the local day."),
    FIELD(CalendarHours, closes_minute, FIELD_INT, .is_required = true, .low = 1, .high = MINUTES_PER_DAY,
          .can = CAN_WRITE, .about = "Minute of the local day, not included; 1440 is midnight."),
};
const Entity calendar_hours_entity = {
    .name = "calendar_hours",
    .plural = "calendar_hours",
    .table = "calendar_hours",
    .record_bytes = sizeof(CalendarHours),
    ENTITY_FIELDS(hours_fields),
    .rights = &rights_settings,
    .about = "Open hours of a weekday.",
};

static const Field holiday_fields[] = {
    FIELD(CalendarHoliday, id, FIELD_ID),
    FIELD(CalendarHoliday, calendar_id, FIELD_INT, .can = IS_HIDDEN),
    FIELD(CalendarHoliday, day, FIELD_DAY, .is_required = true, .can = CAN_WRITE),
    FIELD(CalendarHoliday, name, FIELD_TEXT, .bytes_max = 120, .can = CAN_WRITE, .format = FORMAT_LINE),
};
const Entity calendar_holiday_entity = {
    .name = "calendar_holiday",
    .plural = "calendar_holidays",
    .table = "calendar_holidays",
    .record_bytes = sizeof(CalendarHoliday),
    ENTITY_FIELDS(holiday_fields),
    .rights = &rights_settings,
    .about = "A day on which the business is closed.",
};

static const Field calendar_fields[] = {
    FIELD(Calendar, id, FIELD_ID),
    FIELD(Calendar, version, FIELD_VERSION),
    FIELD(Calendar, name, FIELD_TEXT, .is_required = true, .bytes_max = 120, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .format = FORMAT_LINE),
    FIELD(Calendar, time_zone, FIELD_TEXT, .bytes_max = 64, .can = CAN_WRITE, .format = FORMAT_ZONE,
          .about = "Null: the workspace's."),
    FIELD(Calendar, is_default, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "The one that counts where no other is named; there is one."),
    FIELD(Calendar, created_at, FIELD_TIME),
    FIELD(Calendar, updated_at, FIELD_TIME),
};
enum { CALENDAR_ID, CALENDAR_VERSION, CALENDAR_NAME, CALENDAR_TIME_ZONE, CALENDAR_IS_DEFAULT };

static const ChildList calendar_children[] = {
    {"hours", &calendar_hours_entity, "calendar_id", "t.weekday, t.opens_minute", true, 7 * BUSINESS_SPANS_MAX},
    {"holidays", &calendar_holiday_entity, "calendar_id", "t.day", true, BUSINESS_HOLIDAYS_MAX},
};
enum { CHILD_HOURS, CHILD_HOLIDAYS };

/* Hours must make a week, holidays be named once. */
static Result calendar_check(Work *work, const EntityInput *input)
{
    BusinessCalendar calendar = {.zone = zone_utc()};
    const ChildInput *hours = &input->children[CHILD_HOURS];
    const CalendarHours *rows = hours->records;
    for (size_t i = 0; hours->is_given && i < hours->count; i++) {
        Result opened = business_calendar_open(&calendar, (int)rows[i].weekday,
                                               (BusinessSpan){rows[i].opens_minute, rows[i].closes_minute});
        if (!is_ok(opened))
            return work_fault(work, text_format(work->arena, "/hours/%zu", i), "conflicting", "%s", opened.why);
    }
    const ChildInput *holidays = &input->children[CHILD_HOLIDAYS];
    const CalendarHoliday *days = holidays->records;
    for (size_t i = 0; holidays->is_given && i < holidays->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (days[k].day == days[i].day)
                return work_fault(work, text_format(work->arena, "/holidays/%zu/day", i), "conflicting",
                                  "This day is named twice.");
        }
    }
    return done();
}

/* A new default takes the mark off the one before. */
static Result default_moves(Work *work, int64_t id)
{
    return db_run(work->db, DB_SQL("UPDATE calendars SET is_default = 0 WHERE is_default = 1 AND id <> $1"),
                  DB_VALUES(db_int(id)), NULL);
}

static Result calendar_add(Work *work, const EntityInput *input, void *out_record)
{
    Calendar *calendar = input->record;
    TRY(calendar_check(work, input));
    calendar->has |= FIELD_BIT(CALENDAR_IS_DEFAULT);
    TRY(entity_add_plain(work, input, out_record));
    return calendar->is_default ? default_moves(work, record_id(out_record)) : done();
}

static Result calendar_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const Calendar *before = before_record;
    Calendar after = *before;
    entity_apply_input(input, &after);
    TRY(calendar_check(work, input));
    if (before->is_default && !after.is_default)
        return work_fault(work, TEXT("/is_default"), "not_allowed", "Make another calendar the default instead.");
    TRY(entity_change_plain(work, before, input, out_record));
    return after.is_default && !before->is_default ? default_moves(work, before->id) : done();
}

static Result calendar_remove(Work *work, const void *before)
{
    if (((const Calendar *)before)->is_default)
        return fail(FAULT_CONFLICT, "The default calendar cannot be removed: make another one the default first.");
    return entity_remove_plain(work, &calendar_entity, before);
}

const Entity calendar_entity = {
    .name = "calendar",
    .plural = "calendars",
    .table = "calendars",
    .record_bytes = sizeof(Calendar),
    ENTITY_FIELDS(calendar_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    ENTITY_CHILDREN(calendar_children),
    .add = calendar_add,
    .change = calendar_change,
    .remove = calendar_remove,
    .about = "When the business is open: weekly hours and holidays in a time zone.",
};

const Route calendar_routes[] = {
    RESOURCE("/api/v1/calendars", &calendar_entity),
    {.path = NULL},
};

static Result load_hours(Work *work, int64_t id, BusinessCalendar *calendar)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT weekday, opens_minute, closes_minute FROM calendar_hours WHERE calendar_id = $1 "
                        "ORDER BY weekday, opens_minute LIMIT 56"),
                 DB_VALUES(db_int(id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        TRY(business_calendar_open(calendar, (int)db_column_int(&cursor, 0),
                                   (BusinessSpan){db_column_int(&cursor, 1), db_column_int(&cursor, 2)}));
    }
}

static Result load_holidays(Work *work, int64_t id, BusinessCalendar *calendar)
{
    int64_t *days = ARENA_ARRAY(work->arena, int64_t, BUSINESS_HOLIDAYS_MAX);
    calendar->holidays = days;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT day FROM calendar_holidays WHERE calendar_id = $1 ORDER BY day LIMIT 2000"),
                 DB_VALUES(db_int(id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || calendar->holiday_count == BUSINESS_HOLIDAYS_MAX)
            return done();
        days[calendar->holiday_count++] = db_column_int(&cursor, 0);
    }
}

Result calendar_load(Work *work, int64_t calendar_id, BusinessCalendar *out_calendar)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, time_zone FROM calendars WHERE id = $1 OR ($1 = 0 AND is_default = 1) LIMIT 1"),
                 DB_VALUES(db_int(calendar_id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return fail(FAULT_NOT_FOUND, "There is no such calendar.");
    int64_t id = db_column_int(&cursor, 0);
    BusinessCalendar calendar = {.zone = workspace_settings(work->workspace).zone};
    if (!db_is_null(&cursor, 1))
        TRY(zone_open(text_copy(work->arena, db_column_text(&cursor, 1)), &calendar.zone));
    db_close_cursor(&cursor);
    TRY(load_hours(work, id, &calendar));
    TRY(load_holidays(work, id, &calendar));
    *out_calendar = calendar;
    return done();
}

Result calendar_seed(Work *work)
{
    int64_t count = 0;
    int64_t id = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM calendars"), DB_NO_VALUES, &count));
    if (count > 0)
        return done();
    TRY(db_one_int(work->db,
                   DB_SQL("INSERT INTO calendars (name, name_key, is_default, created_at, updated_at) "
                          "VALUES ('Horario', 'horario', 1, $1, $1) RETURNING id"),
                   DB_VALUES(db_int(work->now)), &id));
    for (int64_t weekday = 0; weekday < 5; weekday++) {
        TRY(db_run(work->db,
                   DB_SQL("INSERT INTO calendar_hours (calendar_id, weekday, opens_minute, closes_minute) "
                          "VALUES ($1, $2, 540, 1080)"),
                   DB_VALUES(db_int(id), db_int(weekday)), NULL));
    }
    return done();
}
