/* Quiet hours, the choice of ways, and the words of a mail. */
#include "../base/check.h"

#include "attention/notification_words.h"

static int64_t at(const char *text)
{
    int64_t at_ms;
    bool is_day;
    must(time_read(text_of(text), &at_ms, &is_day));
    return at_ms;
}

static void quiet_hours_are_the_agents_own_and_may_go_over_midnight(void **state)
{
    (void)state;
    const Zone *bogota;
    must(zone_open(TEXT("America/Bogota"), &bogota));
    Attention attention = attention_defaults(1);
    assert_false(attention_is_quiet(&attention, bogota, at("2026-11-25T04:00:00Z")));
    attention.has_quiet = true; /* 20:00 to 8:00 */
    const struct {
        const char *instant;
        bool is_quiet;
    } cases[] = {
        {"2026-11-25T00:59:59Z", false}, /* 19:59 there */
        {"2026-11-25T01:00:00Z", true},  /* 20:00 */
        {"2026-11-25T12:59:00Z", true},  /* 7:59 */
        {"2026-11-25T13:00:00Z", false}, /* 8:00 */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(attention_is_quiet(&attention, bogota, at(cases[i].instant)), cases[i].is_quiet);
    attention.quiet_from = 13 * 60;
    attention.quiet_to = 14 * 60;
    assert_true(attention_is_quiet(&attention, bogota, at("2026-11-25T18:30:00Z")));
    assert_false(attention_is_quiet(&attention, bogota, at("2026-11-25T19:00:00Z")));
    attention.has_quiet = false;
    attention.is_weekend_quiet = true;
    assert_true(attention_is_quiet(&attention, bogota, at("2026-11-29T04:00:00Z")));  /* still Saturday there */
    assert_false(attention_is_quiet(&attention, bogota, at("2026-11-30T05:00:00Z"))); /* Monday */
}

static void a_choice_changes_what_it_names(void **state)
{
    Attention attention = attention_defaults(1);
    attention_read_ways(*state, TEXT("{\"assigned\":[\"mail\",\"pigeon\"],\"reply\":[],\"nothing\":[\"bell\"]}"),
                        &attention);
    assert_int_equal(attention.ways[NOTIFY_ASSIGNED], WAY_MAIL);
    assert_int_equal(attention.ways[NOTIFY_REPLY], 0);
    assert_int_equal(attention.ways[NOTIFY_MENTION], WAY_BELL | WAY_DESKTOP | WAY_SOUND);
    attention_read_ways(*state, TEXT("not JSON"), &attention);
    assert_int_equal(attention.ways[NOTIFY_ASSIGNED], WAY_MAIL);
}

static void words_are_in_the_language_of_who_reads_them(void **state)
{
    MailedNotice notice = {.kind = NOTIFY_REPLY, .ticket_id = 7, .times = 3, .actor = TEXT("Lucía {} %s")};
    assert_text(notification_words(*state, &notice, TEXT("es"), zone_utc()), "Lucía {} %s respondió (3)");
    assert_text(notification_words(*state, &notice, TEXT("en-GB"), zone_utc()), "Lucía {} %s replied (3)");
    assert_text(notification_words(*state, &notice, TEXT("pt-BR"), zone_utc()), "Lucía {} %s respondeu (3)");
    notice = (MailedNotice){.kind = NOTIFY_LOW_SCORE, .times = 1, .survey = TEXT("nps"), .score = 3};
    assert_text(notification_words(*state, &notice, TEXT("es"), zone_utc()), "Alguien dejó una nota baja: nps 3");
    notice = (MailedNotice){.kind = NOTIFY_PROMISE, .times = 1, .due_at = at("2026-11-25T09:05:00Z")};
    assert_text(notification_words(*state, &notice, TEXT("en"), zone_utc()), "You promised an update (09:05)");
}

static void what_strangers_wrote_is_no_markdown(void **state)
{
    const MailedNotice notice = {.kind = NOTIFY_REPLY,
                                 .ticket_id = 7,
                                 .times = 1,
                                 .actor = TEXT("Eva"),
                                 .subject = TEXT("Hola](https://evil.example) <b>\nx"),
                                 .excerpt = TEXT("![x](http://a/b)")};
    Text subject;
    Text text;
    notification_letter(*state, &notice, 1, TEXT("es"), zone_utc(), TEXT("https://desk.example"), &subject, &text);
    assert_text(subject, "Eva respondió · Hola](https://evil.example) <b>\nx");
    assert_true(text_find(text,
                          TEXT("[#7 · Hola\\]\\(https\\:\\/\\/evil\\.example\\) \\<b\\> x]"
                               "(https://desk.example/app/tickets/7)"),
                          0) != SIZE_MAX);
    assert_true(text_find(text, TEXT("\\!\\[x\\]\\("), 0) != SIZE_MAX);
    assert_true(text_find(text, TEXT("https://desk.example/app/me"), 0) != SIZE_MAX);
}

static void several_are_one_letter(void **state)
{
    const MailedNotice notices[] = {{.kind = NOTIFY_MENTION, .ticket_id = 1, .times = 1, .subject = TEXT("Uno")},
                                    {.kind = NOTIFY_DELIVERY, .ticket_id = 2, .times = 1, .subject = TEXT("Dos")}};
    Text subject;
    Text text;
    notification_letter(*state, notices, 2, TEXT("pt"), zone_utc(), TEXT("https://d"), &subject, &text);
    assert_text(subject, "Você tem 2 avisos não lidos");
    assert_true(text_find(text, TEXT("/app/tickets/1"), 0) < text_find(text, TEXT("/app/tickets/2"), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_hours_are_the_agents_own_and_may_go_over_midnight),
        IN_ARENA(a_choice_changes_what_it_names),
        IN_ARENA(words_are_in_the_language_of_who_reads_them),
        IN_ARENA(what_strangers_wrote_is_no_markdown),
        IN_ARENA(several_are_one_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
