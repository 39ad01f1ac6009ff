#include "people_world.h"

#include "commerce/commerce_totals.h"
#include "commerce/order.h"
#include "people/customer_merge.h"
#include "people/customer_timeline.h"

typedef struct Merge {
    int64_t into;
    int64_t from;
} Merge;

static Result merge_apply(Work *work, void *context)
{
    const Merge *merge = context;
    return customer_merge(work, merge->into, merge->from, TEXT("same person"));
}

static Result try_merge(World *world, int64_t into, int64_t from)
{
    Merge merge = {into, from};
    return world_do_as(world, &world_admin, WORK_LIVE, merge_apply, &merge);
}

static const JsonValue *evidence_of(World *world, int64_t from)
{
    Work work;
    DbCursor cursor = {0};
    bool has_row;
    const JsonValue *evidence;
    world_read(world, &work);
    must(db_query(work.db, DB_SQL("SELECT evidence FROM customer_merges WHERE from_id = $1"), DB_VALUES(db_int(from)),
                  &cursor));
    must(db_next(&cursor, &has_row));
    assert_true(has_row);
    must(json_read(world->arena, text_copy(world->arena, db_column_text(&cursor, 0)), &evidence));
    db_close_cursor(&cursor);
    work_end_read(&work);
    return evidence;
}

static const JsonValue *timeline(World *world, int64_t id, TimelineQuery query)
{
    Work work;
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    const JsonValue *page;
    world_read(world, &work);
    must(customer_timeline(&work, id, &query, &json));
    work_end_read(&work);
    must(json_read(world->arena, buffer_text(&out), &page));
    return page;
}

static void two_of_one_person(World *world, int64_t *out_into, int64_t *out_from)
{
    *out_into = world_post(world, &customer_entity,
                           "{\"name\":\"Ana L\",\"email\":\"ana@work.example\",\"tags\":[\"vip\"],\"city\":\"Cali\"}");
    *out_from = world_post(world, &customer_entity,
                           "{\"name\":\"Ana\",\"email\":\"ana@home.example\",\"phone\":\"+57 300 1234567\","
                           "\"external_id\":\"A-9\",\"tags\":[\"vip\",\"press\"],\"city\":\"Bogot\xc3\xa1\"}");
}

static void everything_moves_and_the_gaps_are_filled(void **state)
{
    World *world = world_of(state);
    int64_t into, from;
    two_of_one_person(world, &into, &from);
    const char *order = arena_printf(
        world->arena, "{\"customer_id\":%lld,\"total\":{\"amount\":700,\"currency\":\"USD\"}}", (long long)from);
    int64_t order_id = world_post(world, &order_entity, order);
    must(try_merge(world, into, from));
    const JsonValue *ana = world_get(world, &customer_entity, into);
    assert_text(json_text_at(ana, "name"), "Ana L");
    assert_text(json_text_at(ana, "city"), "Cali");
    assert_text(json_text_at(ana, "phone"), "+57 300 1234567");
    assert_text(json_text_at(ana, "external_id"), "A-9");
    assert_int_equal(json_at(ana, "tags")->list.count, 2);
    assert_int_equal(json_at(ana, "identities")->list.count, 4);
    assert_int_equal(json_int_at(ana, "orders"), 1);
    assert_int_equal(json_int_at(ana, "revenue.amount"), 700);
    assert_int_equal(json_int_at(world_get(world, &order_entity, order_id), "customer_id"), into);
    assert_int_equal(world_int(world, "SELECT COUNT(customer_id) FROM customer_commerce WHERE customer_id = $1", from),
                     0);
}

static void a_merge_explains_what_was_kept_filled_and_moved(void **state)
{
    World *world = world_of(state);
    int64_t into, from;
    two_of_one_person(world, &into, &from);
    must(try_merge(world, into, from));
    const JsonValue *evidence = evidence_of(world, from);
    assert_text(json_text_at(evidence, "filled.external_id"), "A-9");
    assert_text(json_text_at(evidence, "kept.name.kept"), "Ana L");
    assert_text(json_text_at(evidence, "kept.name.left"), "Ana");
    assert_int_equal(json_int_at(evidence, "moved.identities"), 3);
    assert_int_equal(json_int_at(evidence, "moved.tags"), 1);
    assert_int_equal(json_int_at(evidence, "moved.orders"), 0);
}

static void who_was_merged_away_is_seen_no_more(void **state)
{
    World *world = world_of(state);
    int64_t into, from, id;
    two_of_one_person(world, &into, &from);
    must(try_merge(world, into, from));
    must_fail(world_try_get(world, &customer_entity, from), FAULT_NOT_FOUND);
    must_fail(world_try_patch(world, &customer_entity, from, "{\"city\":\"Lima\"}"), FAULT_NOT_FOUND);
    const char *order = arena_printf(
        world->arena, "{\"customer_id\":%lld,\"total\":{\"amount\":1,\"currency\":\"USD\"}}", (long long)from);
    must_fail(world_try_post(world, &order_entity, order, &id), FAULT_INVALID);
    must_fail(try_merge(world, into, from), FAULT_NOT_FOUND);
    must_fail(try_merge(world, into, into), FAULT_CONFLICT);
}

static Result find_apply(Work *work, void *context)
{
    int64_t *id = context;
    CustomerHint hint = {.kind = IDENTITY_EMAIL, .value = TEXT("ana@home.example")};
    bool was_created;
    TRY(customer_recognise(work, &hint, id, &was_created));
    return was_created ? fail(FAULT_CONFLICT, "somebody new was made") : done();
}

static void mail_from_an_old_address_finds_the_one_that_stayed(void **state)
{
    World *world = world_of(state);
    int64_t into, from, id, resolved;
    Work work;
    two_of_one_person(world, &into, &from);
    int64_t third = world_post(world, &customer_entity, "{\"name\":\"Ana 3\"}");
    must(try_merge(world, into, from));
    must(try_merge(world, third, into));
    must(world_do(world, find_apply, &id));
    assert_int_equal(id, third);
    world_read(world, &work);
    must(customer_resolve(&work, from, &resolved));
    work_end_read(&work);
    assert_int_equal(resolved, third);
}

static void either_outside_id_may_become_the_main_one(void **state)
{
    World *world = world_of(state);
    int64_t into = world_post(world, &customer_entity, "{\"name\":\"Ana\",\"external_id\":\"A-1\"}");
    int64_t from = world_post(world, &customer_entity, "{\"name\":\"Ana\",\"external_id\":\"A-2\"}");
    must(try_merge(world, into, from));
    assert_text(json_text_at(evidence_of(world, from), "kept.external_id.left"), "A-2");
    must_fail(world_try_post(world, &customer_entity, "{\"name\":\"B\",\"external_id\":\"A-2\"}", &from),
              FAULT_CONFLICT);
    world_patch(world, &customer_entity, into, "{\"external_id\":\"A-2\"}");
    assert_int_equal(json_at(world_get(world, &customer_entity, into), "identities")->list.count, 2);
}

static void the_newer_consent_stays_and_of_two_as_old_the_refusal(void **state)
{
    World *world = world_of(state);
    int64_t into = world_post(
        world, &customer_entity,
        "{\"name\":\"A\",\"consents\":["
        "{\"channel\":\"mail\",\"purpose\":\"x\",\"is_given\":true,\"recorded_at\":\"2026-01-01T00:00:00Z\"},"
        "{\"channel\":\"sms\",\"purpose\":\"x\",\"is_given\":true,\"recorded_at\":\"2026-03-01T00:00:00Z\"},"
        "{\"channel\":\"phone\",\"purpose\":\"x\",\"is_given\":true,\"recorded_at\":\"2026-03-01T00:00:00Z\"}]}");
    int64_t from = world_post(
        world, &customer_entity,
        "{\"name\":\"B\",\"consents\":["
        "{\"channel\":\"mail\",\"purpose\":\"x\",\"is_given\":false,\"recorded_at\":\"2026-02-01T00:00:00Z\"},"
        "{\"channel\":\"sms\",\"purpose\":\"x\",\"is_given\":false,\"recorded_at\":\"2026-02-01T00:00:00Z\"},"
        "{\"channel\":\"phone\",\"purpose\":\"x\",\"is_given\":false,\"recorded_at\":\"2026-03-01T00:00:00Z\"},"
        "{\"channel\":\"fax\",\"purpose\":\"x\",\"is_given\":true}]}");
    must(try_merge(world, into, from));
    const JsonValue *consents = json_at(world_get(world, &customer_entity, into), "consents");
    assert_int_equal(consents->list.count, 4);
    for (size_t i = 0; i < 4; i++) {
        Text channel = json_text_at(&consents->list.items[i], "channel");
        bool is_given = json_at(&consents->list.items[i], "is_given")->boolean;
        assert_int_equal(is_given, text_is(channel, "sms") || text_is(channel, "fax"));
    }
}

static void the_timeline_reads_both_histories_newest_first(void **state)
{
    World *world = world_of(state);
    int64_t into, from;
    two_of_one_person(world, &into, &from);
    world_patch(world, &customer_entity, into, "{\"city\":\"Lima\"}");
    must(try_merge(world, into, from));
    const JsonValue *page = timeline(world, into, (TimelineQuery){0});
    const JsonValue *events = json_at(page, "data");
    assert_int_equal(events->list.count, 4);
    assert_text(json_text_at(events, "0.kind"), "customer.merged");
    assert_int_equal(json_int_at(events, "0.changes.merged_from.1"), from);
    assert_text(json_text_at(events, "1.kind"), "customer.changed");
    assert_int_equal(json_int_at(events, "2.entity_id"), from);
    assert_int_equal(json_int_at(events, "3.entity_id"), into);
    assert_int_equal(json_at(page, "next")->kind, JSON_NULL);
}

static void pages_of_a_timeline_give_each_event_once(void **state)
{
    World *world = world_of(state);
    int64_t into, from;
    two_of_one_person(world, &into, &from);
    for (int i = 0; i < 5; i++)
        world_patch(world, &customer_entity, i % 2 ? into : from,
                    arena_printf(world->arena, "{\"source\":\"s%d\"}", i));
    must(try_merge(world, into, from));
    int64_t seen[16];
    size_t count = 0;
    TimelineQuery query = {.limit = 3};
    for (int pages = 0; pages < 8; pages++) {
        const JsonValue *page = timeline(world, into, query);
        const JsonValue *events = json_at(page, "data");
        for (size_t i = 0; i < events->list.count; i++)
            seen[count++] = json_int_at(&events->list.items[i], "id");
        if (json_at(page, "next")->kind == JSON_NULL)
            break;
        query.after = json_text_at(page, "next");
    }
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(seen[i], seen[k]);
}

static void a_timeline_tells_what_a_sentence_needs(void **state)
{
    World *world = world_of(state);
    int64_t id = world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
    const char *order = arena_printf(world->arena,
                                     "{\"customer_id\":%lld,\"status\":\"paid\",\"external_id\":\"O-1\","
                                     "\"total\":{\"amount\":700,\"currency\":\"USD\"}}",
                                     (long long)id);
    world_post(world, &order_entity, order);
    const JsonValue *events = json_at(timeline(world, id, (TimelineQuery){.kind = TEXT("order.*")}), "data");
    assert_int_equal(events->list.count, 2);
    assert_text(json_text_at(events, "0.kind"), "order.paid");
    assert_int_equal(json_int_at(events, "0.summary.total.amount"), 700);
    assert_text(json_text_at(events, "0.summary.total.currency"), "USD");
    assert_text(json_text_at(events, "0.summary.external_id"), "O-1");
    events = json_at(timeline(world, id, (TimelineQuery){.kind = TEXT("order.paid")}), "data");
    assert_int_equal(events->list.count, 1);
}

static void a_cursor_that_is_none_is_refused(void **state)
{
    World *world = world_of(state);
    int64_t id = world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
    static const TimelineQuery queries[] = {
        {.after = {"x", 1}}, {.after = {"1.2.3", 5}}, {.limit = 201}, {.after = {"99999999999999999999.1", 22}}};
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        Work work;
        Buffer out = buffer_new(world->arena, 1 << 20);
        Json json = json_writer(&out);
        world_read(world, &work);
        must_fail(customer_timeline(&work, id, &queries[i], &json), FAULT_INVALID);
        work_end_read(&work);
    }
}

int main(void)
{
    static const WorldTest tests[] = {
        {"everything moves and the gaps are filled", everything_moves_and_the_gaps_are_filled},
        {"a merge explains what was kept, filled and moved", a_merge_explains_what_was_kept_filled_and_moved},
        {"who was merged away is seen no more", who_was_merged_away_is_seen_no_more},
        {"mail from an old address finds the one that stayed", mail_from_an_old_address_finds_the_one_that_stayed},
        {"either outside id may become the main one", either_outside_id_may_become_the_main_one},
        {"the newer consent stays, and of two as old the refusal",
         the_newer_consent_stays_and_of_two_as_old_the_refusal},
        {"the timeline reads both histories, newest first", the_timeline_reads_both_histories_newest_first},
        {"pages of a timeline give each event once", pages_of_a_timeline_give_each_event_once},
        {"a timeline tells what a sentence needs", a_timeline_tells_what_a_sentence_needs},
        {"a cursor that is none is refused", a_cursor_that_is_none_is_refused},
    };
    return world_run_all("merging customers", tests, sizeof(tests) / sizeof(tests[0]));
}
