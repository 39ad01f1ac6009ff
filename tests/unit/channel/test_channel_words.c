/* What channels say to people, and the small pure parts of them. */
#include "channel/channel.h"
#include "channel/channel_problem.h"
#include "channel/mail_too_large.h"

#include "../base/check.h"

static void every_problem_has_words_in_three_languages(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    for (int problem = 0; problem < PROBLEM_COUNT; problem++) {
        ChannelTrouble trouble = {.problem = (ChannelProblem)problem};
        Text english = channel_problem_words(arena, LANGUAGE_EN, &trouble);
        Text spanish = channel_problem_words(arena, LANGUAGE_ES, &trouble);
        Text portuguese = channel_problem_words(arena, LANGUAGE_PT, &trouble);
        assert_true(english.length > 0 && spanish.length > 0 && portuguese.length > 0);
        assert_false(text_equals(english, spanish) || text_equals(spanish, portuguese));
        assert_true(english.length < CHANNEL_DETAIL_BYTES_MAX);
        assert_true(spanish.length < CHANNEL_DETAIL_BYTES_MAX);
        assert_true(portuguese.length < CHANNEL_DETAIL_BYTES_MAX);
        assert_true(text_ends_with(english, TEXT(".")));
    }
}

static void a_servers_words_stand_at_the_end_on_one_line(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    ChannelTrouble trouble = {PROBLEM_LOGIN, channel_foreign_words(arena, TEXT(" no\r\nway\x01\xff\xc2\x85! "))};
    Text told = channel_problem_words(arena, LANGUAGE_EN, &trouble);
    assert_true(text_ends_with(told, TEXT(" The server said: no  way \xef\xbf\xbd !")));
    char *long_words = arena_alloc(arena, 100000);
    memset(long_words, 'x', 99999);
    assert_int_equal(channel_foreign_words(arena, text_of(long_words)).length, CHANNEL_WORDS_BYTES_MAX);
}

static void a_tag_is_taken_out_of_an_address(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    static const char *const cases[][3] = {
        {"soporte+t4x9@tienda.example", "soporte@tienda.example", "t4x9"},
        {"soporte@tienda.example", "soporte@tienda.example", ""},
        {"soporte+a+b@tienda.example", "soporte@tienda.example", "a+b"},
        {"soporte+@tienda.example", "soporte@tienda.example", ""},
        {"+x@tienda.example", "+x@tienda.example", ""},
        {"soporte@tienda+x.example", "soporte@tienda+x.example", ""},
        {"soporte+x", "soporte+x", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Text tag;
        assert_text(channel_untagged(arena, text_of(cases[i][0]), &tag), cases[i][1]);
        assert_text(tag, cases[i][2]);
    }
}

static void what_we_send_is_known_by_a_domain_of_its_own(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Channel channel = {.address = TEXT("soporte@tienda.example")};
    assert_text(channel_id_domain(arena, &channel), "lazo.tienda.example");
    assert_text(channel_mailbox(arena, 7), "channel:7");
}

static void a_message_too_large_is_stood_for_by_its_headers(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text headers =
        TEXT("From: a@b.example\r\nContent-Type: multipart/mixed;\r\n boundary=x\r\nSubject: Un\r\n asunto\r\n"
             "MIME-Version: 1.0\r\nMessage-ID: <1@b.example>\r\n\r\nnot a header\r\n");
    Text raw = mail_too_large_notice(arena, headers, (uint64_t)70 << 20, "es");
    MailMessage message;
    assert_true(is_ok(mail_read(arena, raw, NULL, &message)));
    assert_text(message.message_id, "1@b.example");
    assert_text(message.subject, "Un asunto");
    assert_int_equal(message.attachment_count, 0);
    assert_true(text_find(message.text, TEXT("70 MiB"), 0) != SIZE_MAX);
    assert_true(text_find(message.text, TEXT("buzón"), 0) != SIZE_MAX);
    assert_true(text_find(message.text, TEXT("not a header"), 0) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_problem_has_words_in_three_languages),
        cmocka_unit_test(a_servers_words_stand_at_the_end_on_one_line),
        cmocka_unit_test(a_tag_is_taken_out_of_an_address),
        cmocka_unit_test(what_we_send_is_known_by_a_domain_of_its_own),
        cmocka_unit_test(a_message_too_large_is_stood_for_by_its_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
