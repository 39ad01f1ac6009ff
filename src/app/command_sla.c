#include "app/command_sla.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/json.h"
#include "desk/calendar_file.h"

#define CALENDAR_BYTES_MAX ((size_t)1 << 20)
#define STRETCHES_SHOWN_MAX 40
#define SLA_MINUTES_MAX 10000000

static Result read_whole(Command *command, Text path, Text *out_bytes)
{
    bool is_standard_input = text_is(path, "-");
    int file = is_standard_input ? command->input_fd
                                 : openat(command->folder_fd, text_string(command->arena, path), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return failf(command->arena, FAULT_NOT_FOUND, "%.*s: %s", TEXT_ARG(path), strerror(errno));
    Buffer bytes = buffer_new(command->arena, CALENDAR_BYTES_MAX);
    char piece[4096];
    ssize_t count = 1;
    while (count > 0 && !bytes.is_full) {
        count = read(file, piece, sizeof piece);
        if (count < 0 && errno == EINTR)
            count = 1;
        else if (count > 0)
            buffer_add(&bytes, piece, (size_t)count);
    }
    int error = errno;
    if (!is_standard_input)
        close(file);
    if (count < 0)
        return failf(command->arena, FAULT_BROKEN, "%.*s: %s", TEXT_ARG(path), strerror(error));
    if (bytes.is_full)
        return failf(command->arena, FAULT_LIMIT, "%.*s is larger than a calendar may be (1 MiB).", TEXT_ARG(path));
    *out_bytes = buffer_text(&bytes);
    return done();
}

static void write_local(FILE *out, const Zone *zone, int64_t at_ms)
{
    char text[TIME_TEXT_BYTES];
    size_t length = time_write(at_ms + zone_offset_ms(zone, at_ms), text);
    fprintf(out, "%.10s %.*s", text, (int)(length > 12 ? length - 12 : 0), text + 11);
}

static void write_hours(FILE *out, int64_t milliseconds)
{
    int64_t seconds = milliseconds / SECOND_MS;
    fprintf(out, "%lld h %02lld min", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
    if (seconds % 60 != 0)
        fprintf(out, " %02lld s", (long long)(seconds % 60));
}

/* The stretches that were counted, in local time, and the instant. */
static void explain(Command *command, const BusinessCalendar *calendar, int64_t from_ms, int64_t due_ms)
{
    Text zone = zone_name(calendar->zone);
    fprintf(command->out, "from ");
    write_local(command->out, calendar->zone, from_ms);
    fprintf(command->out, " %.*s\n", TEXT_ARG(zone));
    int64_t at = from_ms;
    int64_t counted = 0;
    int shown = 0;
    BusinessStretch stretch;
    while (at < due_ms && business_next(calendar, at, due_ms, &stretch)) {
        int64_t end = stretch.to_ms < due_ms ? stretch.to_ms : due_ms;
        counted += end - stretch.from_ms;
        at = stretch.to_ms;
        if (shown++ >= STRETCHES_SHOWN_MAX)
            continue;
        fprintf(command->out, "     ");
        write_local(command->out, calendar->zone, stretch.from_ms);
        fprintf(command->out, "  until ");
        write_local(command->out, calendar->zone, end);
        fprintf(command->out, "  ");
        write_hours(command->out, end - stretch.from_ms);
        fprintf(command->out, ", ");
        write_hours(command->out, counted);
        fprintf(command->out, " in all\n");
    }
    if (shown > STRETCHES_SHOWN_MAX)
        fprintf(command->out, "     … and %d more\n", shown - STRETCHES_SHOWN_MAX);
    char text[TIME_TEXT_BYTES];
    fprintf(command->out, "due  ");
    write_local(command->out, calendar->zone, due_ms);
    fprintf(command->out, " %.*s = %.*s\n", TEXT_ARG(zone), (int)time_write(due_ms, text), text);
}

static void write_json(Command *command, int64_t due_ms)
{
    Buffer out = buffer_new(command->arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_time(&json, "due_at", due_ms);
    json_end_object(&json);
    fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&out)));
}

/* "2026-01-05T09:00:00-05:00"; a day is its first instant in the calendar's zone. */
static bool read_from(const Zone *zone, Text text, int64_t *out_ms)
{
    bool is_day;
    if (!is_ok(time_read(text, out_ms, &is_day)))
        return false;
    if (is_day)
        *out_ms = zone_day_start(zone, *out_ms / DAY_MS - (*out_ms % DAY_MS < 0));
    return *out_ms >= TIME_MS_MIN && *out_ms <= TIME_MS_MAX;
}

int command_sla(Command *command)
{
    CommandOption options[] = {
        {.name = "calendar"}, {.name = "from"}, {.name = "minutes"}, {.name = "json", .is_flag = true}};
    Text *operands;
    size_t operand_count;
    if (!command_options(command, options, sizeof(options) / sizeof(options[0]), &operands, &operand_count))
        return EXIT_USAGE;
    if (operand_count != 1 || !text_is(operands[0], "due"))
        return command_fail(command, EXIT_USAGE, "say `sla due --calendar FILE --from T --minutes N`");
    for (size_t i = 0; i < 3; i++) {
        if (!options[i].is_set)
            return command_fail(command, EXIT_USAGE, "--%s is missing", options[i].name);
    }
    int64_t minutes;
    if (!text_to_int(options[2].value, &minutes) || minutes < 0 || minutes > SLA_MINUTES_MAX)
        return command_fail(command, EXIT_USAGE, "--minutes must be a whole number from 0 to %d", SLA_MINUTES_MAX);
    Text source;
    BusinessCalendar calendar;
    Result result = read_whole(command, options[0].value, &source);
    if (is_ok(result))
        result = calendar_file_read(command->arena, source, &calendar);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why);
    int64_t from_ms;
    if (!read_from(calendar.zone, options[1].value, &from_ms))
        return command_fail(command, EXIT_USAGE, "--from must be a time such as 2026-01-05T09:00:00Z");
    int64_t due_ms;
    result = sla_due(&calendar, from_ms, minutes * MINUTE_MS, &due_ms);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why);
    if (options[3].is_set)
        write_json(command, due_ms);
    else
        explain(command, &calendar, from_ms, due_ms);
    return EXIT_DONE;
}
