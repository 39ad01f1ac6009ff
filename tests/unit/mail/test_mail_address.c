#include <stdio.h>

#include "mail_check.h"

typedef struct Case {
    const char *line;
    const char *read; /* "name|address;name|address" */
} Case;

static Text written(Arena *arena, const MailAddresses *addresses)
{
    Text out = TEXT("");
    for (size_t i = 0; i < addresses->count; i++)
        out = text_format(arena, "%.*s%s%.*s|%.*s", TEXT_ARG(out), i > 0 ? ";" : "", TEXT_ARG(addresses->items[i].name),
                          TEXT_ARG(addresses->items[i].address));
    return out;
}

static void check_cases(void **state, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        MailAddresses addresses = {0};
        MailWarnings warnings = {0};
        mail_addresses_parse(*state, text_of(cases[i].line), &addresses, &warnings);
        assert_text(written(*state, &addresses), cases[i].read);
    }
}
#define CHECK(state, cases) check_cases((state), (cases), sizeof(cases) / sizeof *(cases))

static void names_and_addresses_are_read_in_all_their_forms(void **state)
{
    static const Case cases[] = {
        {"a@b.example", "|a@b.example"},
        {"<a@b.example>", "|a@b.example"},
        {"Ana <a@b.example>", "Ana|a@b.example"},
        {"\"Pérez, Ana\" <a@b.example>, Luis <l@b.example>", "Pérez, Ana|a@b.example;Luis|l@b.example"},
        {"a@b.example (Ana Pérez)", "Ana Pérez|a@b.example"},
        {"postmaster@b.example (\"Mail System\")", "Mail System|postmaster@b.example"},
        {"=?utf-8?Q?Ana_P=C3=A9rez?= <a@b.example>", "Ana Pérez|a@b.example"},
        {"\"=?iso-8859-1?Q?Ana_P=E9rez?=\" <a@b.example>", "Ana Pérez|a@b.example"},
        {"=?utf-8?B?IlJ5ZGVsIiA8cnlkZWxAYi5leGFtcGxlPg==?=", "Rydel|rydel@b.example"},
        {"\"a b\"@c.example", "|\"a b\"@c.example"},
        {"Ana a@b.example", "Ana|a@b.example"},
        {"'Ana' <a@b.example>", "Ana|a@b.example"},
        {"Ana <@relay.example:a@b.example>", "Ana|a@b.example"},
        {"Ana < a@b.example >", "Ana|a@b.example"},
        {"a @ b.example", "|a@b.example"},
        {"a@b.example; c@d.example", "|a@b.example;|c@d.example"},
        {"MAILER-DAEMON", "MAILER-DAEMON|"},
        {"Mail Delivery System <>", "Mail Delivery System|"},
        {"ana@correo.español", "|ana@correo.español"},
        {"Ana \"La Jefa\" Pérez <a@b.example>", "Ana La Jefa Pérez|a@b.example"},
        {"<mailto:a@b.example>", "|a@b.example"},
        {"\"unclosed <a@b.example>", "\"unclosed|a@b.example"},
        {"", ""},
        {",,;,", ""},
    };
    CHECK(state, cases);
}

static void groups_are_flattened(void **state)
{
    static const Case cases[] = {
        {"undisclosed-recipients:;", ""},
        {"Friends: Ana <a@b.example>, c@d.example;, e@f.example", "Ana|a@b.example;|c@d.example;|e@f.example"},
    };
    CHECK(state, cases);
}

static void an_encoded_name_cannot_put_an_address_in_front(void **state)
{
    static const Case cases[] = {
        /* decodes to: boss@shop.example <x@evil.example> */
        {"=?utf-8?Q?boss=40shop.example?= <x@evil.example>", "boss@shop.example|x@evil.example"},
        {"=?utf-8?Q?=22a=40b.example=22_=3Ca=40b.example=3E?= <x@evil.example>",
         "\"a@b.example\" <a@b.example>|x@evil.example"},
        {"=?utf-8?Q?a=40b.example=2C_c=40d.example?= <x@evil.example>", "a@b.example, c@d.example|x@evil.example"},
    };
    CHECK(state, cases);
}

static void hostile_lists_are_read_in_time(void **state)
{
    static const char *const pieces[] = {"u@x.example, ", "g:", "(", "<", "\"", "a@", ",", "=?utf-8?Q?a?= "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t length = strlen(pieces[i]);
        size_t count = 200000 / length;
        char *line = arena_alloc(*state, count * length + 1);
        for (size_t k = 0; k < count; k++)
            memcpy(line + k * length, pieces[i], length);
        MailAddresses addresses = {0};
        MailWarnings warnings = {0};
        mail_addresses_parse(*state, (Text){line, count * length}, &addresses, &warnings);
        assert_true(addresses.count <= MAIL_ADDRESSES_MAX);
    }
}

static void validity_follows_the_rfcs(void **state)
{
    (void)state;
    static const char *const valid[] = {"a@b.example",
                                        "a.b+c@d.example",
                                        "\"a@b\"@c.example",
                                        "\"a\\@b\"@c.example",
                                        "a@[192.0.2.1]",
                                        "a@192.0.2.1",
                                        "a@b.example(a comment)",
                                        "$A1@b.example",
                                        "ñ@correo.example",
                                        "1234567890123456789012345678901234567890123456789012345678901234@b.example"};
    static const char *const invalid[] = {
        "",
        "a",
        "@b.example",
        "a@",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a@b@c.example",
        "\"\\\"@b.example",
        "a b@c.example",
        "a@-b.example",
        "a@b..c",
        "(a(b)a@b.example",
        "a@b.example(",
        "a@[",
        " # comment",
        "12345678901234567890123456789012345678901234567890123456789012345@b.example"};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
        if (!mail_address_is_valid(text_of(valid[i])))
            fail_msg("%s is valid", valid[i]);
    }
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        if (mail_address_is_valid(text_of(invalid[i])))
            fail_msg("%s is not valid", invalid[i]);
    }
}

static void ids_are_read_with_and_without_brackets(void **state)
{
    MailIds ids;
    mail_ids_read(*state, TEXT("<a@b> <c@d>,<e f@g> h@i junk"), &ids);
    assert_int_equal(ids.count, 4);
    assert_text(ids.items[0], "a@b");
    assert_text(ids.items[2], "e f@g");
    assert_text(ids.items[3], "h@i");
}

static void of_too_many_references_the_first_and_the_last_are_kept(void **state)
{
    char *line = arena_alloc(*state, 400000);
    size_t length = 0;
    for (int i = 0; i < 20000; i++)
        length += (size_t)snprintf(line + length, 20, "<%d@r.example> ", i);
    MailIds ids;
    mail_ids_read(*state, (Text){line, length}, &ids);
    assert_int_equal(ids.count, MAIL_REFERENCES_MAX);
    assert_text(ids.items[0], "0@r.example");
    assert_text(ids.items[MAIL_REFERENCES_MAX - 1], "19999@r.example");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(names_and_addresses_are_read_in_all_their_forms),
        IN_ARENA(groups_are_flattened),
        IN_ARENA(an_encoded_name_cannot_put_an_address_in_front),
        IN_ARENA(hostile_lists_are_read_in_time),
        IN_ARENA(validity_follows_the_rfcs),
        IN_ARENA(ids_are_read_with_and_without_brackets),
        IN_ARENA(of_too_many_references_the_first_and_the_last_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
