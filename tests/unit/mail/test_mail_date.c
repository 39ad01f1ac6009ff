#include "../base/check.h"

#include "base/clock.h"
#include "mail/mail_date.h"

typedef struct Case {
    const char *line;
    const char *instant; /* NULL: it is no date */
} Case;

static void check_cases(void **state, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t at_ms = 0;
        bool is_read = mail_date_read(text_of(cases[i].line), &at_ms);
        if (is_read != (cases[i].instant != NULL))
            fail_msg("%s is %s", cases[i].line, is_read ? "no date" : "a date");
        if (is_read)
            assert_text(time_text(*state, at_ms), cases[i].instant);
    }
}
#define CHECK(state, cases) check_cases((state), (cases), sizeof(cases) / sizeof *(cases))

static void dates_of_the_standard_are_read(void **state)
{
    static const Case cases[] = {
        {"Tue, 24 Nov 2026 10:00:00 +0100", "2026-11-24T09:00:00Z"},
        {"24 Nov 2026 10:00 +0000", "2026-11-24T10:00:00Z"},
        {"Tue, 24 Nov 2026 23:59:60 -0000", "2026-11-24T23:59:59Z"},
        {"Tue, 24 Nov 2026 10:00:00 -0330", "2026-11-24T13:30:00Z"},
        {"Tue, 24 Nov 26 10:00 EST", "2026-11-24T15:00:00Z"},
        {"Tue, 24 Nov 2026 10:00:00 PDT", "2026-11-24T17:00:00Z"},
        {"Wed, 24 Nov 49 10:00:00 UT", "2049-11-24T10:00:00Z"},
        {"Fri, 24 Nov 50 10:00:00 UT", "1950-11-24T10:00:00Z"},
        {"Mon, 24 Nov 103 10:00:00 Z", "2003-11-24T10:00:00Z"},
        {"Tue,24 Nov 2026 10:00:00 A", "2026-11-24T10:00:00Z"},
        {"(x) Tue (\\y) , 24 (z) Nov 2026 10 (h) : 00 : 00 (s) +0000 (UTC)", "2026-11-24T10:00:00Z"},
    };
    CHECK(state, cases);
}

static void dates_of_careless_programs_are_read(void **state)
{
    static const Case cases[] = {
        {"Tue Nov 24 10:00:00 2026", "2026-11-24T10:00:00Z"},
        {"Tue Nov 24 10:00:00 CET 2026", "2026-11-24T09:00:00Z"},
        {"2026-11-24T10:00:00+01:00", "2026-11-24T09:00:00Z"},
        {"2026-11-24 10:00:00.123456 +0100", "2026-11-24T09:00:00Z"},
        {"2026/11/24 10:00", "2026-11-24T10:00:00Z"},
        {"2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"},
        {"24-Nov-2026 10:00:00 GMT+0100", "2026-11-24T09:00:00Z"},
        {"Tuesday, November 24, 2026 10:00:00 PM +00:00", "2026-11-24T22:00:00Z"},
        {"24 Nov 2026 12:30 AM", "2026-11-24T00:30:00Z"},
        {"mar, 24 nov 2026 10:00:00 -0500", "2026-11-24T15:00:00Z"},
        {"ter, 24 dez 2026 10:00:00 -0300", "2026-12-24T13:00:00Z"},
        {"Di, 24 M\xc3\xa4rz 2026 10:00:00 +0100", "2026-03-24T09:00:00Z"},
        {"24 Nov 2026", "2026-11-24T00:00:00Z"},
        {"Tue, 24 Nov 2026 10:00:00 +9999", "2026-11-24T10:00:00Z"},
        {"Sun, 29 Feb 2004 10:00:00 \"GMT\"", "2004-02-29T10:00:00Z"},
    };
    CHECK(state, cases);
}

static void what_is_no_date_is_none(void **state)
{
    static const Case cases[] = {
        {"", NULL},
        {"yesterday", NULL},
        {"Tue, 31 Feb 2026 10:00:00 +0000", NULL},
        {"Tue, 0 Nov 2026 10:00:00 +0000", NULL},
        {"Tue, 24 Nov 2026 25:00:00 +0000", NULL},
        {"Tue, 24 Nov 2026 10:61:00 +0000", NULL},
        {"24 Nov 10:00:00", NULL},
        {"Nov 2026", NULL},
        {"((((((((", NULL},
        {"99999999999999999999999999999999999999", NULL},
        {"Tue, 24 Nov 9999 10:00:00 +0000", NULL},
        {":::::: + - +", NULL},
    };
    CHECK(state, cases);
    char long_line[MAIL_DATE_BYTES_MAX + 2];
    memset(long_line, '1', sizeof long_line);
    int64_t at_ms;
    assert_false(mail_date_read((Text){long_line, sizeof long_line}, &at_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(dates_of_the_standard_are_read),
        IN_ARENA(dates_of_careless_programs_are_read),
        IN_ARENA(what_is_no_date_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
