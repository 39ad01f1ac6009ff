#include "insight_world.h"

typedef struct Refused {
    const char *words;
    const char *pointer;
    const char *code;
} Refused;

static void what_is_wrong_is_named(void **state)
{
    static const Refused cases[] = {
        {"nps by=persona", "by", "unknown_dimension"},
        {"nps by=tag", "by", "unknown_dimension"},
        {"ttr by=touchpoint", "by", "unknown_dimension"},
        {"stage by=stage,relationship", "by", "too_many"},
        {"volume by=channel,topic,team,agent,day,month", "by", "too_many"},
        {"nps from=yesterday", "from", "wrong_type"},
        {"nps to=2026-02-30", "to", "wrong_type"},
        {"backlog at=12", "at", "wrong_type"},
        {"nps from=2026-02-01 to=2026-01-01", "to", "out_of_range"},
        {"ttr unit=weeks", "unit", "wrong_type"},
        {"churn average=best", "average", "wrong_type"},
        {"nps compare=never", "compare", "wrong_type"},
        {"nps compare=previous", "compare", "required"},
        {"retention compare=previous", "compare", "wrong_type"},
        {"csat top=0", "top", "out_of_range"},
        {"csat top=two", "top", "out_of_range"},
        {"stage ladder=career", "ladder", "wrong_type"},
        {"stage by=stage ladder=relationship", "ladder", "wrong_type"},
        {"nps filter={", "filter", "malformed"},
    };
    World *world = world_of(state);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Work work;
        world_read(world, &work);
        ReportWords words = {0};
        Text rest = text_of(cases[i].words);
        Text word;
        for (bool is_first = true; rest.length > 0 && text_next_part(&rest, ' ', &word); is_first = false) {
            size_t equals = text_find_byte(word, '=', 0);
            Text name = text_slice(word, 0, equals);
            Text value = text_slice(word, equals + 1, word.length);
            Text *place = is_first                   ? &words.metric
                          : text_is(name, "by")      ? &words.by
                          : text_is(name, "from")    ? &words.from
                          : text_is(name, "to")      ? &words.to
                          : text_is(name, "at")      ? &words.at
                          : text_is(name, "unit")    ? &words.unit
                          : text_is(name, "average") ? &words.average
                          : text_is(name, "compare") ? &words.compare
                          : text_is(name, "top")     ? &words.top
                          : text_is(name, "ladder")  ? &words.ladder
                                                     : &words.filter;
            *place = is_first ? word : value;
        }
        ReportQuery query;
        Report report;
        Result result = report_query_read(&work, &words, &query);
        if (is_ok(result))
            result = report_run(&work, &query, &report);
        must_fail(result, FAULT_INVALID);
        assert_non_null(work.field_faults);
        assert_text(work.field_faults->pointer, cases[i].pointer);
        assert_string_equal(work.field_faults->code, cases[i].code);
        work_end_read(&work);
    }
}

static void an_unknown_report_is_answered_with_those_there_are(void **state)
{
    const JsonValue *answer;
    Result result = world_try_report(world_of(state), &world_admin, "happiness", &answer);
    must_fail(result, FAULT_NOT_FOUND);
    assert_non_null(strstr(result.why, "nps, csat, ces, churn"));
}

static void who_may_not_read_what_is_counted_gets_no_report(void **state)
{
    World *world = world_of(state);
    const Rights rights = {.scopes = TEXT("tickets:read")};
    const Actor key = {.kind = ACTOR_API_KEY, .id = 3, .role = ROLE_ADMIN, .rights = &rights};
    const Actor nobody = {.kind = ACTOR_NOBODY};
    const JsonValue *answer;
    must(world_try_report(world, &key, "ttr", &answer));
    must_fail(world_try_report(world, &key, "nps", &answer), FAULT_DENIED);
    must_fail(world_try_report(world, &key, "churn", &answer), FAULT_DENIED);
    must_fail(world_try_report(world, &nobody, "volume", &answer), FAULT_DENIED);
}

/* Every report by every dimension that it names, alone and compared: the statements hold on both engines. */
static void every_report_can_be_cut_by_every_dimension_it_names(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2025-01-01", "2025-01-02");
    insight_order(world, 1, "2025-01-01", 100);
    insight_response(world, "nps", "0-10", 9, "2025-01-01", "retention");
    for (size_t m = 0; m < report_metric_count; m++) {
        const ReportMetric *metric = &report_metrics[m];
        for (int i = 0; i < DIMENSION_COUNT; i++) {
            if ((metric->by & DIMENSION_BIT(i)) == 0)
                continue;
            bool compares = metric->compares != COMPARES_NOT;
            const char *words = arena_printf(world->arena, "%s by=%s from=2025-01-01 to=2025-12-31%s", metric->name,
                                             dimension_name((Dimension)i), compares ? " compare=year" : "");
            const JsonValue *answer = world_report(world, words);
            assert_text(json_text_at(answer, "metric"), metric->name);
            (void)world_report(world,
                               arena_printf(world->arena, "%s by=%s", metric->name, dimension_name((Dimension)i)));
        }
    }
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(what_is_wrong_is_named),
        TEST(an_unknown_report_is_answered_with_those_there_are),
        TEST(who_may_not_read_what_is_counted_gets_no_report),
        TEST(every_report_can_be_cut_by_every_dimension_it_names),
    };
    desk_world_use();
    return world_run_all("report_query", tests, sizeof(tests) / sizeof(tests[0]));
}
