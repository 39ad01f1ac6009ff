#include "insight_world.h"

static void resolution_counts_to_the_last_solution_by_the_day_it_was_solved(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2026-01-01T10:00:00Z", "2026-01-01T12:00:00Z");
    insight_ticket(world, 2, "", "", "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z");
    insight_ticket(world, 3, "", "", "2026-02-01T00:00:00Z", "2026-02-05T00:00:00Z");
    insight_ticket(world, 4, "", "", "2026-02-01T00:00:00Z", NULL);
    const JsonValue *answer = world_report(world, "ttr by=month");
    assert_number(answer, "total.n", 3);
    assert_number(answer, "total.value", 24);
    assert_number(answer, "total.median", 24);
    assert_number(answer, "total.mean", 122.0 / 3);
    assert_number(answer, "total.p90", 24 + 0.8 * 72);
    assert_number(group_of(answer, "month", "2026-01"), "value", 2);
    assert_number(group_of(answer, "month", "2026-02"), "n", 2);
    assert_number(world_report(world, "ttr unit=days"), "total.value", 1);
}

static void business_time_follows_the_calendar_with_its_zone_and_holidays(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_sql(world, "DELETE FROM calendar_holidays; DELETE FROM calendar_hours; DELETE FROM calendars;"
                     "INSERT INTO calendars (id, name, name_key, time_zone, is_default, created_at, updated_at) "
                     "VALUES (9, 'Shop', 'shop', 'America/Bogota', 1, 1, 1);"
                     "INSERT INTO calendar_hours (calendar_id, weekday, opens_minute, closes_minute) "
                     "VALUES (9, 0, 540, 1080), (9, 1, 540, 1080), (9, 2, 540, 1080), (9, 3, 540, 1080);"
                     "INSERT INTO calendar_holidays (calendar_id, day) VALUES (9, 20458)"); /* 2026-01-05, a Monday */
    insight_ticket(world, 1, "", "", "2026-01-01T22:00:00Z",
                   "2026-01-06T15:00:00Z"); /* Thursday 17:00 to Tuesday 10:00 */
    const JsonValue *answer = world_report(world, "ttr unit=business_hours");
    assert_number(answer, "total.value", 2);
    assert_text(json_text_at(answer, "unit"), "business_hours");
    assert_text(json_text_at(answer, "calendar"), "Shop");
    assert_number(world_report(world, "ttr unit=business_days"), "total.value", 1);
}

static void a_solution_before_the_creation_counts_as_none_and_is_told(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2026-01-02", "2026-01-01");
    const JsonValue *answer = world_report(world, "ttr");
    assert_number(answer, "total.value", 0);
    assert_number(answer, "ended_before_begun", 1);
}

static void first_responses_are_of_tickets_that_got_one(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "first_reply_at", "1767229200000", "2026-01-01T00:00:00Z", NULL); /* 01:00 */
    insight_ticket(world, 2, "", "", "2026-01-01", NULL);
    const JsonValue *answer = world_report(world, "frt");
    assert_number(answer, "total.n", 1);
    assert_number(answer, "total.value", 1);
}

static void volume_is_cut_by_several_dimensions_and_names_people(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    int64_t agent = world_int(world, "SELECT COALESCE(MAX(id), 0) + 1 FROM agents", 0);
    world_sql(world,
              "INSERT INTO agents (id, email, email_key, name, name_key, role, language, created_at, updated_at) "
              "VALUES (%lld, 'x@y.example', 'x@y.example', 'Ana', 'ana', 'agent', 'es', 1, 1)",
              (long long)agent);
    char *of_agent = arena_printf(world->arena, "%lld, 'billing'", (long long)agent);
    insight_ticket(world, 1, "agent_id, topic", of_agent, "2026-01-01", NULL);
    insight_ticket(world, 2, "agent_id, topic", of_agent, "2026-02-01", NULL);
    insight_ticket(world, 3, "topic", "'delivery'", "2026-02-01", NULL);
    const JsonValue *answer = world_report(world, "volume by=agent,topic");
    assert_number(answer, "total.value", 3);
    const JsonValue *ana = group_of(answer, "agent", "Ana");
    assert_number(ana, "value", 2);
    assert_number(ana, "agent_id", (double)agent);
    assert_number(ana, "share", 200.0 / 3);
    assert_text(json_text_at(group_of(answer, "agent", ""), "topic"), "delivery");
    assert_no_number(world_report(world, "volume from=2030-01-01"), "total.value");
}

static void a_ticket_with_two_tags_stands_in_two_groups_but_once_in_the_total(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2026-01-01", "2026-01-02");
    insight_ticket(world, 2, "", "", "2026-01-01", "2026-01-03");
    world_sql(world, "INSERT INTO tags (id, name, name_key, created_at, updated_at) VALUES (1, 'a', 'a', 1, 1), "
                     "(2, 'b', 'b', 1, 1);"
                     "INSERT INTO taggings (entity, record_id, tag_id) VALUES ('ticket', 1, 1), ('ticket', 1, 2)");
    const JsonValue *answer = world_report(world, "volume by=tag");
    assert_number(answer, "total.value", 2);
    assert_number(group_of(answer, "tag", "b"), "value", 1);
    assert_number(group_of(answer, "tag", ""), "value", 1);
    assert_number(world_report(world, "ttr by=tag"), "total.n", 2);
}

static void the_backlog_is_what_was_open_at_the_end_of_each_period(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2025-01-10", "2025-03-05");
    insight_ticket(world, 2, "", "", "2025-02-10", NULL);
    insight_ticket(world, 3, "", "", "2025-02-11", "2025-02-12");
    insight_ticket(world, 4, "status, closed_at", "'closed', 1743465600000", "2025-03-01", NULL); /* 2025-04-01 */
    const JsonValue *answer = world_report(world, "backlog by=month from=2025-01-01 to=2025-04-30");
    assert_int_equal(group_count(answer), 4);
    assert_number(group_of(answer, "month", "2025-01"), "value", 1);
    assert_number(group_of(answer, "month", "2025-02"), "value", 2);
    assert_number(group_of(answer, "month", "2025-03"), "value", 2);
    assert_number(group_of(answer, "month", "2025-04"), "value", 1);
    assert_number(answer, "total.value", 1);
    assert_number(world_report(world, "backlog at=2025-02-11"), "total.value", 3);
    answer = world_report(world, "backlog by=status");
    assert_number(group_of(answer, "status", "open"), "value", 1);
    answer = world_report(world, "backlog by=month,channel from=2025-03-01 to=2025-03-31");
    assert_text(json_text_at(group_of(answer, "month", "2025-03"), "channel"), "mail");
    assert_number(group_of(answer, "month", "2025-03"), "value", 2);
}

static void reopened_is_a_share_of_what_was_ever_solved(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "reopens", "2", "2026-01-01", "2026-01-02");
    insight_ticket(world, 2, "reopens", "1", "2026-01-01", NULL);
    insight_ticket(world, 3, "reopens", "0", "2026-01-01", "2026-01-02");
    insight_ticket(world, 4, "reopens", "0", "2026-01-01", NULL);
    const JsonValue *answer = world_report(world, "reopen");
    assert_number(answer, "total.n", 3);
    assert_number(answer, "total.value", 200.0 / 3);
    assert_number(answer, "total.reopened", 2);
}

static void merged_tickets_are_one(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "", "", "2026-01-01", "2026-01-02");
    insight_ticket(world, 2, "merged_into", "1", "2026-01-01", "2026-01-03");
    assert_number(world_report(world, "ttr"), "total.n", 1);
    assert_number(world_report(world, "reopen"), "total.n", 1);
}

static void tickets_of_a_restricted_team_are_not_counted_for_others(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_sql(world, "INSERT INTO teams (id, name, name_key, is_restricted, created_at, updated_at) "
                     "VALUES (71, 'Legal', 'legal', 1, 1, 1)");
    insight_ticket(world, 1, "team_id", "71", "2026-01-01", "2026-01-02");
    insight_ticket(world, 2, "", "", "2026-01-01", "2026-01-02");
    world_sql(world, "INSERT INTO responses (kind, scale, score, ticket_id, answered_at, created_at, updated_at) "
                     "VALUES ('csat', '1-5', 5, 1, 1767225600000, 1, 1), ('csat', '1-5', 1, 2, 1767225600000, 1, 1)");
    const Actor outsider = {.kind = ACTOR_AGENT, .id = 999, .role = ROLE_AGENT};
    const JsonValue *answer;
    must(world_try_report(world, &outsider, "volume by=team", &answer));
    assert_number(answer, "total.value", 1);
    must(world_try_report(world, &outsider, "csat", &answer));
    assert_number(answer, "total.value", 0);
    assert_number(world_report(world, "volume"), "total.value", 2);
    assert_number(world_report(world, "csat"), "total.n", 2);
}

static void the_hour_is_that_of_the_clock_on_the_wall(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_zone(world, "America/Bogota");
    insight_ticket(world, 1, "", "", "2026-01-05T04:30:00Z", NULL); /* Sunday 23:30 there */
    insight_ticket(world, 2, "", "", "2026-01-05T05:00:00Z", NULL); /* Monday 00:00 */
    insight_ticket(world, 3, "", "", "2026-01-05T14:59:59Z", NULL); /* Monday 09:59 */
    const JsonValue *answer = world_report(world, "volume by=weekday,hour");
    assert_int_equal(group_count(answer), 3);
    assert_text(json_text_at(group_of(answer, "hour", "23"), "weekday"), "7");
    assert_text(json_text_at(group_of(answer, "hour", "00"), "weekday"), "1");
    assert_number(group_of(answer, "hour", "09"), "n", 1);
}

static void the_hour_follows_clocks_that_are_changed_by_half_an_hour(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_zone(world, "Australia/Lord_Howe"); /* clocks move by half an hour, on 2026-04-05 to +10:30 */
    insight_ticket(world, 4, "", "", "2026-04-04T13:30:00Z", NULL); /* Sunday 00:30, still +11:00 */
    insight_ticket(world, 5, "", "", "2026-04-05T13:40:00Z", NULL); /* Monday 00:10, +10:30 */
    const JsonValue *answer = world_report(world, "volume by=weekday,hour from=2026-04-01");
    assert_text(json_text_at(group_of(answer, "weekday", "7"), "hour"), "00");
    assert_text(json_text_at(group_of(answer, "weekday", "1"), "hour"), "00");
}

static void solved_at_once_is_one_reply_and_never_opened_again(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_ticket(world, 1, "replies, contacts", "1, 1", "2026-01-01", "2026-01-02");
    insight_ticket(world, 2, "replies, contacts", "3, 4", "2026-01-01", "2026-01-02");
    insight_ticket(world, 3, "replies, contacts, reopens", "1, 2, 1", "2026-01-01", "2026-01-02");
    insight_ticket(world, 4, "replies, contacts", "1, 9", "2026-01-01", NULL);
    const JsonValue *answer = world_report(world, "fcr");
    assert_number(answer, "total.n", 3);
    assert_number(answer, "total.first", 1);
    assert_number(answer, "total.value", 100.0 / 3);
    answer = world_report(world, "effort");
    assert_number(answer, "total.value", 7.0 / 3);
    assert_number(answer, "total.replies", 5.0 / 3);
    assert_no_number(world_report(world, "effort from=2030-01-01"), "total.value");
    assert_no_number(world_report(world, "fcr from=2030-01-01"), "total.value");
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(resolution_counts_to_the_last_solution_by_the_day_it_was_solved),
        TEST(business_time_follows_the_calendar_with_its_zone_and_holidays),
        TEST(a_solution_before_the_creation_counts_as_none_and_is_told),
        TEST(first_responses_are_of_tickets_that_got_one),
        TEST(volume_is_cut_by_several_dimensions_and_names_people),
        TEST(a_ticket_with_two_tags_stands_in_two_groups_but_once_in_the_total),
        TEST(the_backlog_is_what_was_open_at_the_end_of_each_period),
        TEST(reopened_is_a_share_of_what_was_ever_solved),
        TEST(merged_tickets_are_one),
        TEST(tickets_of_a_restricted_team_are_not_counted_for_others),
        TEST(the_hour_is_that_of_the_clock_on_the_wall),
        TEST(the_hour_follows_clocks_that_are_changed_by_half_an_hour),
        TEST(solved_at_once_is_one_reply_and_never_opened_again),
    };
    desk_world_use();
    return world_run_all("report_tickets", tests, sizeof(tests) / sizeof(tests[0]));
}
