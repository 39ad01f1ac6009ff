#include "desk_world.h"

#include "desk/message.h"

static Recipients read_back(World *world, const Recipients *recipients)
{
    Recipients again;
    must(recipients_read(world->arena, recipients_write(world->arena, recipients), &again));
    return again;
}

static void what_was_written_is_read_again(void **state)
{
    World *world = world_of(state);
    const Recipient to[] = {{TEXT("Ana \"la jefa\" <x>"), TEXT("ana@example.com")}, {TEXT_NONE, TEXT("b@example.com")}};
    Recipients recipients = {.to = {.items = to, .count = 2}};
    Recipients again = read_back(world, &recipients);
    assert_int_equal(again.to.count, 2);
    assert_text(again.to.items[0].name, "Ana \"la jefa\" <x>");
    assert_text(again.to.items[1].address, "b@example.com");
    assert_int_equal(again.cc.count, 0);
    must_fail(recipients_read(world->arena, TEXT("[]"), &again), FAULT_INVALID);
    must_fail(recipients_read(world->arena, TEXT("{\"to\":1}"), &again), FAULT_INVALID);
    must_fail(recipients_read(world->arena, TEXT("{"), &again), FAULT_INVALID);
}

static void more_than_can_be_kept_is_cut(void **state)
{
    World *world = world_of(state);
    static Recipient many[RECIPIENTS_KEPT_MAX + 1];
    static char name[RECIPIENT_NAME_BYTES_MAX + 2];
    memset(name, 'n', sizeof(name));
    for (size_t i = 0; i <= RECIPIENTS_KEPT_MAX; i++)
        many[i] = (Recipient){{name, sizeof(name)}, TEXT("a@example.com")};
    Recipients recipients = {.cc = {.items = many, .count = RECIPIENTS_KEPT_MAX + 1}};
    Recipients again = read_back(world, &recipients);
    assert_int_equal(again.cc.count, RECIPIENTS_KEPT_MAX);
    assert_int_equal(again.cc.items[0].name.length, RECIPIENT_NAME_BYTES_MAX);
}

static void recipients_of_a_request_are_addresses(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    static const char *const refused[] = {
        "{\"text\":\"x\",\"to\":\"ana@example.com\"}",
        "{\"text\":\"x\",\"to\":[1]}",
        "{\"text\":\"x\",\"to\":[\"nobody\"]}",
        "{\"text\":\"x\",\"cc\":[\"a@example.com\\nBcc: b@example.com\"]}",
        "{\"text\":\"x\",\"bcc\":[{\"name\":\"A\\r\\nB\",\"address\":\"a@example.com\"}]}",
        "{\"text\":\"x\",\"bcc\":[{\"name\":\"A\"}]}",
        "{\"text\":\"x\",\"channel_id\":0}",
        "{\"text\":\"x\",\"public\":false,\"to\":[\"a@example.com\"]}",
        "{\"text\":\"x\",\"public\":false,\"channel_id\":1}",
        "{\"text\":\"x\",\"direction\":\"in\",\"cc\":[]}",
    };
    int64_t id;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        must_fail(world_try_say(world, &world_admin, ticket, refused[i], &id), FAULT_INVALID);
    Buffer json = buffer_new(world->arena, 100000);
    buffer_add_string(&json, "{\"text\":\"x\",\"to\":[\"a0@example.com\"");
    for (int i = 1; i < RECIPIENTS_GIVEN_MAX; i++)
        buffer_addf(&json, ",\"a%d@example.com\"", i);
    size_t length = json.length;
    buffer_add_string(&json, "]}");
    world_say(world, ticket, json.data);
    buffer_cut(&json, length);
    buffer_add_string(&json, ",\"one-more@example.com\"]}");
    must_fail(world_try_say(world, &world_admin, ticket, json.data, &id), FAULT_INVALID);
}

static void nothing_is_sent_where_no_channel_sends(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t id =
        world_say(world, ticket,
                  "{\"text\":\"x\",\"to\":[\"copia@example.com\",{\"name\":\"A\",\"address\":\"Copia@example.com\"}]}");
    const JsonValue *message = world_get(world, &message_entity, id);
    assert_int_equal(json_at(message, "recipients")->kind, JSON_NULL);
    assert_int_equal(json_at(message, "delivery.state")->kind, JSON_NULL);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE changes LIKE '%copia@example.com%'", 0), 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"what was written is read again", what_was_written_is_read_again},
        {"more than can be kept is cut", more_than_can_be_kept_is_cut},
        {"recipients of a request are addresses", recipients_of_a_request_are_addresses},
        {"nothing is sent where no channel sends", nothing_is_sent_where_no_channel_sends},
    };
    desk_world_use();
    return world_run_all("desk message recipients", tests, sizeof(tests) / sizeof(tests[0]));
}
