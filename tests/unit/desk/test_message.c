#include "desk_world.h"

#include "base/digest.h"
#include "desk/message.h"
#include "desk/stored_bytes.h"
#include "store/blob.h"

static Text status_of(World *world, int64_t ticket)
{
    return world_text(world, "SELECT status FROM tickets WHERE id = $1", ticket);
}

static void a_reply_opens_a_new_ticket_and_a_note_does_not(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t note = world_say(world, ticket, "{\"text\":\"ojo\",\"public\":false}");
    assert_text(status_of(world, ticket), "new");
    assert_int_equal(world_int(world, "SELECT replies FROM tickets WHERE id = $1", ticket), 0);
    int64_t reply = world_say(world, ticket, "{\"text\":\"Hola Ana\"}");
    const JsonValue *stored = world_get(world, &ticket_entity, ticket);
    assert_text(json_text_at(stored, "status"), "open");
    assert_int_equal(json_int_at(stored, "replies"), 1);
    assert_true(json_text_at(stored, "first_reply_at").length > 0);
    assert_text(world_events(world, &message_entity, note), "note.added");
    assert_text(world_events(world, &message_entity, reply), "message.sent");
    assert_text(world_text(world, "SELECT visibility FROM events WHERE entity = 'message' AND entity_id = $1", note),
                "internal");
    const JsonValue *message = world_get(world, &message_entity, reply);
    assert_text(json_text_at(message, "author.kind"), "agent");
    assert_int_equal(json_int_at(message, "author.id"), 1);
    assert_text(json_text_at(message, "direction"), "out");
    assert_text(json_text_at(message, "channel"), "web");
    assert_int_equal(json_at(message, "delivery.state")->kind, JSON_NULL);
    assert_int_equal(json_at(message, "attachments")->list.count, 0);
}

static void bodies_are_not_in_events(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    world_say(world, ticket, "{\"text\":\"palabra-secreta\"}");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE changes LIKE '%palabra-secreta%'", 0), 0);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM events WHERE kind = 'message.sent' AND customer_id IS NULL", 0), 0);
}

static void a_customers_words_reopen_what_was_settled(void **state)
{
    static const struct {
        const char *before;
        const char *after;
        int reopens;
    } cases[] = {{"open", "open", 0},
                 {"pending", "open", 0},
                 {"on_hold", "on_hold", 0},
                 {"solved", "open", 1},
                 {"closed", "open", 1}};
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t ticket = a_ticket(world, ana, "x");
        world_patch(world, &ticket_entity, ticket, arena_printf(world->arena, "{\"status\":\"%s\"}", cases[i].before));
        world_say(world, ticket, "{\"text\":\"nota\",\"public\":false}");
        assert_text(status_of(world, ticket), cases[i].before);
        world_say(world, ticket, "{\"text\":\"Sigue igual\",\"direction\":\"in\"}");
        assert_text(status_of(world, ticket), cases[i].after);
        assert_int_equal(world_int(world, "SELECT reopens FROM tickets WHERE id = $1", ticket), cases[i].reopens);
        assert_int_equal(world_int(world, "SELECT contacts FROM tickets WHERE id = $1", ticket), 2);
    }
}

typedef struct Incoming {
    int64_t ticket_id;
    MessageKind kind;
} Incoming;
static Result incoming_apply(Work *work, void *context)
{
    const Incoming *incoming = context;
    Ticket ticket;
    Message message;
    TRY(entity_find(work, &ticket_entity, incoming->ticket_id, &ticket));
    const MessageDraft draft = {.author_kind = AUTHOR_CUSTOMER,
                                .author_id = ticket.customer_id,
                                .channel = TEXT("mail"),
                                .direction = DIRECTION_IN,
                                .is_public = true,
                                .kind = incoming->kind,
                                .text = TEXT("Estoy de vacaciones")};
    return message_add(work, &ticket, &draft, &message);
}

static void an_automatic_reply_joins_quietly(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    world_patch(world, &ticket_entity, ticket, "{\"status\":\"solved\"}");
    must(world_do(world, incoming_apply, &(Incoming){ticket, MESSAGE_AUTO_REPLY}));
    assert_text(status_of(world, ticket), "solved");
    must(world_do(world, incoming_apply, &(Incoming){ticket, MESSAGE_PLAIN}));
    assert_text(status_of(world, ticket), "open");
    assert_text(world_events(world, &ticket_entity, ticket), "ticket.created ticket.status_changed ticket.reopened");
}

static void a_closed_ticket_takes_notes_but_no_replies(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t id;
    world_patch(world, &ticket_entity, ticket, "{\"status\":\"closed\"}");
    must_fail(world_try_say(world, &world_admin, ticket, "{\"text\":\"x\"}", &id), FAULT_CONFLICT);
    world_say(world, ticket, "{\"text\":\"x\",\"public\":false}");
}

static void html_is_sanitised_and_gives_the_text(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t id = world_say(world, ticket, "{\"html\":\"<script>x</script>\"}");
    const JsonValue *message = world_get(world, &message_entity, id);
    assert_text(json_text_at(message, "html"), "<p>clean</p>18");
    assert_text(json_text_at(message, "text"), "text of 14");
    id = world_say(world, ticket, "{\"html\":\"<b>x</b>\",\"text\":\"mine\"}");
    assert_text(json_text_at(world_get(world, &message_entity, id), "text"), "mine");
    int64_t other =
        world_post(world, &ticket_entity, "{\"subject\":\"x\",\"customer_id\":1,\"message\":{\"html\":\"<i>y</i>\"}}");
    assert_text(world_text(world, "SELECT html FROM messages WHERE ticket_id = $1", other), "<p>clean</p>8");
}

/* ---- attachments ---- */

typedef struct Upload {
    const char *name;
    const char *type;
    Text bytes;
    Attachment stored;
} Upload;
static Result upload_apply(Work *work, void *context)
{
    Upload *upload = context;
    char hex[SHA256_HEX_BYTES];
    sha256_hex(upload->bytes, hex);
    return attachment_add(work, text_of(upload->name), text_of(upload->type), upload->bytes, hex, &upload->stored);
}
static int64_t upload_as(World *world, const Actor *actor, const char *name)
{
    Upload upload = {.name = name, .type = "Text/Plain; charset=x", .bytes = TEXT("contenido")};
    must(world_do_as(world, actor, WORK_LIVE, upload_apply, &upload));
    return upload.stored.id;
}

static const Rights all_rights = {.reads_all = true, .writes_all = true};

static Result see_attachment(Work *work, void *context)
{
    Attachment attachment;
    return entity_find(work, &attachment_entity, *(int64_t *)context, &attachment);
}

static void only_ones_own_free_attachments_can_be_given(void **state)
{
    World *world = world_of(state);
    const Actor bea = {.kind = ACTOR_AGENT, .id = 77, .role = ROLE_AGENT, .rights = &all_rights};
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t mine = upload_as(world, &world_admin, "mío.txt");
    int64_t theirs = upload_as(world, &bea, "suyo.txt");
    int64_t id;
    must(world_do_as(world, &bea, WORK_LIVE, see_attachment, &theirs));
    must_fail(world_do_as(world, &bea, WORK_LIVE, see_attachment, &mine), FAULT_NOT_FOUND);
    const char *stolen = arena_printf(world->arena, "{\"text\":\"x\",\"attachments\":[%lld]}", (long long)theirs);
    must_fail(world_try_say(world, &world_admin, ticket, stolen, &id), FAULT_INVALID);
    const char *own = arena_printf(world->arena, "{\"attachments\":[%lld]}", (long long)mine);
    int64_t message = world_say(world, ticket, own);
    must_fail(world_try_say(world, &world_admin, ticket, own, &id), FAULT_INVALID); /* bound already */
    const JsonValue *shown = world_get(world, &message_entity, message);
    assert_text(json_text_at(shown, "attachments.0.name"), "mío.txt");
    assert_text(json_text_at(shown, "attachments.0.type"), "text/plain");
    assert_int_equal(json_int_at(shown, "attachments.0.size"), 9);
    assert_null(json_at(shown, "attachments.0.blob_id"));
    must(world_do_as(world, &bea, WORK_LIVE, see_attachment, &mine)); /* with its ticket now */
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", ticket), 2);
}

static Result sweep_apply(Work *work, void *context)
{
    return attachment_sweep(work, work->now - ATTACHMENT_UNBOUND_MS, 100, context);
}

static void forgotten_uploads_go_after_a_day(void **state)
{
    World *world = world_of(state);
    int64_t removed = 0;
    upload_as(world, &world_admin, "a.txt");
    must(world_do(world, sweep_apply, &removed));
    assert_int_equal(removed, 0);
    must(world_do_at(world, clock_now() + 25 * HOUR_MS, sweep_apply, &removed));
    assert_int_equal(removed, 1);
}

typedef struct View {
    Text raw;
    Attachment attachment;
    size_t bytes_max;
    Text got;
} View;
static Result view_apply(Work *work, void *context)
{
    View *view = context;
    char hex[SHA256_HEX_BYTES];
    TRY(blob_add(work, view->raw, &view->attachment.blob_id, hex));
    StoredBytes *bytes = stored_bytes_of(work->arena, &view->attachment);
    Buffer all = buffer_new(work->arena, 1 << 20);
    for (int64_t at = 0; at < view->attachment.size;) {
        Text piece;
        TRY(stored_bytes_read(work, bytes, at, view->bytes_max, &piece));
        if (piece.length == 0 || piece.length > view->bytes_max)
            return fail(FAULT_LIMIT, "a piece of the wrong size");
        buffer_add_text(&all, piece);
        at += (int64_t)piece.length;
    }
    Text past;
    must_fail(stored_bytes_read(work, bytes, view->attachment.size, 10, &past), FAULT_BROKEN);
    TRY(stored_bytes_read(work, bytes, 0, 1, &past)); /* back to the beginning */
    view->got = buffer_text(&all);
    return done();
}

static void a_view_of_a_message_is_decoded_while_it_is_read(void **state)
{
    World *world = world_of(state);
    Buffer plain = buffer_new(world->arena, 1 << 20);
    for (int i = 0; i < 15000; i++)
        buffer_addf(&plain, "l\xc3\xadnea %d\n", i);
    Text encoded = base64_encode(world->arena, buffer_text(&plain), false);
    Text raw = text_format(world->arena, "From: a@b.c\r\n\r\n%.*s\r\n--end", TEXT_ARG(encoded));
    static const size_t sizes[] = {1000000, 65536, 4096, 100};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        View view = {.raw = raw, .bytes_max = sizes[i]};
        view.attachment = (Attachment){.has = ATTACHMENT_HAS(VIEW_OFFSET),
                                       .size = (int64_t)plain.length,
                                       .view_offset = 15,
                                       .view_length = (int64_t)encoded.length,
                                       .view_encoding = ENCODING_BASE64};
        must(world_do(world, view_apply, &view));
        assert_true(text_equals(view.got, buffer_text(&plain)));
    }
}

static Result search_apply(Work *work, void *context)
{
    int64_t *found = context;
    return db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM search_documents WHERE ticket_id IS NOT NULL"),
                      DB_NO_VALUES, found);
}

static void each_message_is_found_under_its_ticket(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "Reembolso");
    world_say(world, ticket, "{\"text\":\"Hola\"}");
    int64_t count = 0;
    must(world_do(world, search_apply, &count));
    assert_int_equal(count, 3);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a reply opens a new ticket and a note does not", a_reply_opens_a_new_ticket_and_a_note_does_not},
        {"bodies are not in events", bodies_are_not_in_events},
        {"a customer's words reopen what was settled", a_customers_words_reopen_what_was_settled},
        {"an automatic reply joins quietly", an_automatic_reply_joins_quietly},
        {"a closed ticket takes notes but no replies", a_closed_ticket_takes_notes_but_no_replies},
        {"html is sanitised and gives the text", html_is_sanitised_and_gives_the_text},
        {"only one's own free attachments can be given", only_ones_own_free_attachments_can_be_given},
        {"forgotten uploads go after a day", forgotten_uploads_go_after_a_day},
        {"a view of a message is decoded while it is read", a_view_of_a_message_is_decoded_while_it_is_read},
        {"each message is found under its ticket", each_message_is_found_under_its_ticket},
    };
    desk_world_use();
    return world_run_all("messages", tests, sizeof(tests) / sizeof(tests[0]));
}
