/* Whether anything automatic may answer (T6). */
#include "../desk/desk_world.h"

#include "channel/mail_answer.h"
#include "desk/message.h"

typedef struct Asked {
    const char *raw;
    const char *envelope_from;
    int64_t customer_id;
    bool may;
} Asked;

static Result ask_apply(Work *work, void *context)
{
    Asked *asked = context;
    MailMessage message;
    TRY(mail_read(work->arena, text_of(asked->raw), NULL, &message));
    return mail_may_answer(work, &message, text_of(asked->envelope_from), asked->customer_id, &asked->may);
}

static bool may_answer(World *world, const char *raw, const char *envelope_from, int64_t customer_id)
{
    Asked asked = {raw, envelope_from, customer_id, false};
    must(world_do(world, ask_apply, &asked));
    return asked.may;
}

#define ANA "From: Ana <ana@example.com>\r\nTo: ayuda@tienda.test\r\nMessage-ID: <a@x>\r\n"
#define HELLO ANA "\r\nHola\r\n"

static void a_person_may_be_answered_and_a_machine_may_not(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    assert_true(may_answer(world, HELLO, "ana@example.com", ana));
    static const char *const machines[] = {
        ANA "Auto-Submitted: auto-replied\r\n\r\nx\r\n",
        ANA "Auto-Submitted: auto-generated\r\n\r\nx\r\n",
        ANA "Precedence: bulk\r\n\r\nx\r\n",
        ANA "Precedence: list\r\nList-Id: <a.b>\r\n\r\nx\r\n",
        ANA "X-Auto-Response-Suppress: All\r\n\r\nx\r\n",
        ANA "List-Unsubscribe: <mailto:x@y>\r\n\r\nx\r\n",
        "From: MAILER-DAEMON@example.com\r\n\r\nx\r\n",
    };
    for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
        assert_false(may_answer(world, machines[i], "ana@example.com", ana));
    assert_false(may_answer(world, HELLO, "", ana)); /* the null sender */
}

typedef struct Word {
    int64_t ticket_id;
    MessageAuthor author;
    bool is_public;
} Word;

static Result word_apply(Work *work, void *context)
{
    const Word *word = context;
    Ticket ticket;
    Message message;
    MessageDraft draft = {.author_kind = word->author,
                          .direction = DIRECTION_OUT,
                          .is_public = word->is_public,
                          .kind = MESSAGE_PLAIN,
                          .text = TEXT("Recibimos tu mensaje.")};
    TRY(entity_find(work, &ticket_entity, word->ticket_id, &ticket));
    return message_add(work, &ticket, &draft, &message);
}

static void say(World *world, int64_t ticket_id, MessageAuthor author, bool is_public, int64_t at)
{
    Word word = {ticket_id, author, is_public};
    must(world_do_at(world, at, word_apply, &word));
}

static void nobody_gets_a_second_automatic_answer_within_an_hour(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    int64_t luis = a_customer(world, "luis@example.com");
    int64_t ticket = a_ticket(world, ana, "x");
    int64_t now = clock_now();
    say(world, ticket, AUTHOR_AGENT, true, now);
    say(world, ticket, AUTHOR_SYSTEM, false, now);
    say(world, ticket, AUTHOR_BOT, true, now - MAIL_ANSWER_EVERY_MS - MINUTE_MS);
    assert_true(may_answer(world, HELLO, "ana@example.com", ana));
    say(world, ticket, AUTHOR_BOT, true, now - MINUTE_MS);
    assert_false(may_answer(world, HELLO, "ana@example.com", ana));
    assert_true(may_answer(world, HELLO, "luis@example.com", luis));
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a person may be answered and a machine may not", a_person_may_be_answered_and_a_machine_may_not},
        {"nobody gets a second automatic answer within an hour", nobody_gets_a_second_automatic_answer_within_an_hour},
    };
    desk_world_use();
    return world_run_all("automatic answers", tests, sizeof(tests) / sizeof(tests[0]));
}
