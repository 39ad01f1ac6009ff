#include "insight_world.h"

#include <stdio.h>

int64_t at_time(const char *text)
{
    int64_t at;
    bool is_day;
    must(time_read(text_of(text), &at, &is_day));
    return at;
}

static Result sql_apply(Work *work, void *context)
{
    Text rest = text_of(context);
    Text statement;
    while (text_next_part(&rest, ';', &statement)) {
        if (text_is_empty(text_trim(statement)))
            continue;
        TRY(db_run(work->db, db_made_sql(text_string(work->arena, statement)), DB_NO_VALUES, NULL));
    }
    return done();
}

void world_sql(World *world, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = arena_vprintf(world->arena, format, arguments);
    va_end(arguments);
    must(world_do(world, sql_apply, sql));
}

void some_customers(World *world, int count)
{
    for (int i = 1; i <= count; i++)
        world_sql(
            world,
            "INSERT INTO customers (id, name, name_key, created_at, updated_at) VALUES (%d, 'c%d', 'c%d', %lld, 1)", i,
            i, i, (long long)at_time("2020-01-01"));
}

static const char *time_sql(World *world, const char *text)
{
    return text ? arena_printf(world->arena, "%lld", (long long)at_time(text)) : "NULL";
}

void insight_ticket(World *world, int64_t id, const char *columns, const char *values, const char *created,
                    const char *solved)
{
    const char *status = strstr(columns, "status") ? "" : solved ? "'solved'," : "'open',";
    world_sql(
        world,
        "INSERT INTO tickets (id, subject, priority, channel, customer_id, created_at, updated_at, solved_at, %s%s%s) "
        "VALUES (%lld, 's', 'normal', 'mail', 1, %s, %s, %s, %s%s%s)",
        *status ? "status" : "", *status && *columns ? ", " : "", columns, (long long)id, time_sql(world, created),
        time_sql(world, created), time_sql(world, solved), *status ? (solved ? "'solved'" : "'open'") : "",
        *status && *values ? ", " : "", values);
}

void insight_order(World *world, int64_t customer_id, const char *ordered, int64_t base_total)
{
    world_sql(
        world,
        "INSERT INTO orders (customer_id, status, total, currency, base_total, ordered_at, created_at, updated_at) "
        "VALUES (%lld, 'paid', %lld, 'USD', %lld, %s, 1, 1)",
        (long long)customer_id, (long long)base_total, (long long)base_total, time_sql(world, ordered));
}

void insight_contract(World *world, int64_t customer_id, const char *started, const char *ended, int64_t amount)
{
    world_sql(
        world,
        "INSERT INTO contracts (customer_id, started_at, ended_at, amount, currency, base_amount, period, created_at, "
        "updated_at) VALUES (%lld, %s, %s, %lld, 'USD', %lld, 'month', 1, 1)",
        (long long)customer_id, time_sql(world, started), time_sql(world, ended), (long long)amount, (long long)amount);
}

void insight_response(World *world, const char *kind, const char *scale, double score, const char *answered,
                      const char *stage)
{
    world_sql(world,
              "INSERT INTO responses (kind, scale, score, answered_at, created_at, updated_at, stage) "
              "VALUES ('%s', '%s', %.2f, %s, 1, 1, %s%s%s)",
              kind, scale, score, time_sql(world, answered), stage ? "'" : "", stage ? stage : "NULL",
              stage ? "'" : "");
}

void world_zone(World *world, const char *name)
{
    world_sql(world, "INSERT INTO settings (key, value, updated_at) VALUES ('time_zone', '\"%s\"', 1)", name);
    must(workspace_reload_settings(world->workspace));
}

/* ---- reports ---- */

static void word_set(ReportWords *words, Text name, Text value)
{
    static const struct {
        const char *name;
        size_t offset;
    } places[] = {
        {"by", offsetof(ReportWords, by)},         {"from", offsetof(ReportWords, from)},
        {"to", offsetof(ReportWords, to)},         {"at", offsetof(ReportWords, at)},
        {"filter", offsetof(ReportWords, filter)}, {"compare", offsetof(ReportWords, compare)},
        {"unit", offsetof(ReportWords, unit)},     {"average", offsetof(ReportWords, average)},
        {"top", offsetof(ReportWords, top)},       {"ladder", offsetof(ReportWords, ladder)},
    };
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (text_is(name, places[i].name))
            memcpy((char *)words + places[i].offset, &value, sizeof value);
}

static ReportWords words_of(const char *text)
{
    ReportWords words = {0};
    Text rest = text_of(text);
    Text word;
    while (rest.length > 0 && text_next_part(&rest, ' ', &word)) {
        size_t equals = text_find_byte(word, '=', 0);
        if (equals == SIZE_MAX)
            words.metric = word;
        else
            word_set(&words, text_slice(word, 0, equals), text_slice(word, equals + 1, word.length));
    }
    return words;
}

static Result report_made(Work *work, const char *text, Report *report)
{
    ReportWords words = words_of(text);
    ReportQuery query;
    TRY(report_query_read(work, &words, &query));
    return report_run(work, &query, report);
}

Result world_try_report(World *world, const Actor *actor, const char *words, const JsonValue **out_answer)
{
    Work work;
    Report report;
    must(work_begin_read(world->workspace, world->arena, actor, &work));
    Result result = report_made(&work, words, &report);
    if (result.why)
        result.why = arena_string(world->arena, result.why, strlen(result.why));
    work_end_read(&work);
    if (!is_ok(result))
        return result;
    Buffer out = buffer_new(world->arena, 16 << 20);
    Json json = json_writer(&out);
    report_write_json(&report, &json);
    return json_read(world->arena, buffer_text(&out), out_answer);
}

const JsonValue *world_report(World *world, const char *words)
{
    const JsonValue *answer = NULL;
    must(world_try_report(world, &world_admin, words, &answer));
    return answer;
}

Report *world_report_made(World *world, const char *words)
{
    Work work;
    Report *report = ARENA_NEW(world->arena, Report);
    must(work_begin_read(world->workspace, world->arena, &world_admin, &work));
    must(report_made(&work, words, report));
    work_end_read(&work);
    return report;
}

size_t group_count(const JsonValue *answer)
{
    return json_member(answer, "groups")->list.count;
}

const JsonValue *group_of(const JsonValue *answer, const char *dimension, const char *value)
{
    const JsonValue *groups = json_member(answer, "groups");
    for (size_t i = 0; i < groups->list.count; i++) {
        const JsonValue *found = json_member(&groups->list.items[i], dimension);
        if (found && (found->kind == JSON_NULL ? *value == '\0' : text_is(found->text, value)))
            return &groups->list.items[i];
    }
    blame("there is no group with %s \"%s\"", dimension, value);
    return NULL;
}

double number_at(const JsonValue *value, const char *path)
{
    const JsonValue *found = json_at(value, path);
    if (found && found->kind == JSON_INT)
        return (double)found->integer;
    return found && found->kind == JSON_REAL ? found->real : (double)NAN;
}
