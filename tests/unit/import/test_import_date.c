#include "../base/check.h"

#include "import/import_date.h"

static void dates_are_read_in_every_usual_form(void **state)
{
    static const struct {
        const char *cell;
        DateOrder order;
        const char *at; /* in Bogota, or as the cell says; NULL: refused */
    } cases[] = {
        {"2025-12-31", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"2025-12-31 14:05:09", DATE_DAY_FIRST, "2025-12-31T19:05:09Z"},
        {"2025-12-31T14:05:09Z", DATE_DAY_FIRST, "2025-12-31T14:05:09Z"},
        {"2025-12-31T14:05:09.250+02:00", DATE_DAY_FIRST, "2025-12-31T12:05:09.250Z"},
        {"2025-12-31 14:05 UTC", DATE_DAY_FIRST, "2025-12-31T14:05:00Z"},
        {"2025-12-31 14:05 -0300", DATE_DAY_FIRST, "2025-12-31T17:05:00Z"},
        {"2012/10/09 14:50:17.000", DATE_DAY_FIRST, "2012-10-09T19:50:17Z"},
        {"31/12/2025", DATE_MONTH_FIRST, NULL},
        {"31/12/2025", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"31-12-2025", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"31.12.2025 08:30", DATE_DAY_FIRST, "2025-12-31T13:30:00Z"},
        {"31/12/25", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"31/12/98", DATE_DAY_FIRST, "1998-12-31T05:00:00Z"},
        {"12/31/2025", DATE_MONTH_FIRST, "2025-12-31T05:00:00Z"},
        {"12/31/2025", DATE_DAY_FIRST, NULL},
        {"7/29/2013", DATE_MONTH_FIRST, "2013-07-29T05:00:00Z"},
        {"5/6/2025", DATE_DAY_FIRST, "2025-06-05T05:00:00Z"},
        {"5/6/2025", DATE_MONTH_FIRST, "2025-05-06T05:00:00Z"},
        {"5/6/2025", DATE_MIXED, NULL},
        {"6/6/2025", DATE_MIXED, "2025-06-06T05:00:00Z"},
        {"12/31/2025 3:05 PM", DATE_MONTH_FIRST, "2025-12-31T20:05:00Z"},
        {"31/12/2025 03:05:10 p. m.", DATE_DAY_FIRST, "2025-12-31T20:05:10Z"},
        {"31/12/2025 12:00 a.m.", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"31/12/2025 14h30", DATE_DAY_FIRST, "2025-12-31T19:30:00Z"},
        {"5 de enero de 2025", DATE_DAY_FIRST, "2025-01-05T05:00:00Z"},
        {"5 de janeiro de 2025 às 10:30", DATE_DAY_FIRST, "2025-01-05T15:30:00Z"},
        {"lunes, 6 de enero de 2025", DATE_DAY_FIRST, "2025-01-06T05:00:00Z"},
        {"mar 7 ene 2025", DATE_DAY_FIRST, "2025-01-07T05:00:00Z"},
        {"Jan 5, 2025", DATE_DAY_FIRST, "2025-01-05T05:00:00Z"},
        {"Tue, 7 Jan 2025 10:00:00 +0000", DATE_DAY_FIRST, "2025-01-07T10:00:00Z"},
        {"05-dic-25", DATE_DAY_FIRST, "2025-12-05T05:00:00Z"},
        {"1º março 2025", DATE_DAY_FIRST, NULL},
        {"1 março 2025", DATE_DAY_FIRST, "2025-03-01T05:00:00Z"},
        {"20251231", DATE_DAY_FIRST, "2025-12-31T05:00:00Z"},
        {"20251231140509", DATE_DAY_FIRST, "2025-12-31T19:05:09Z"},
        {"1532872491", DATE_DAY_FIRST, "2018-07-29T13:54:51Z"},
        {"1532872491000", DATE_DAY_FIRST, "2018-07-29T13:54:51Z"},
        {"45658", DATE_DAY_FIRST, "2025-01-01T05:00:00Z"},
        {"45658.5", DATE_DAY_FIRST, "2025-01-01T17:00:00Z"},
        {"45658e20", DATE_DAY_FIRST, NULL},
        {"29/02/2025", DATE_DAY_FIRST, NULL},
        {"29/02/2024", DATE_DAY_FIRST, "2024-02-29T05:00:00Z"},
        {"32/01/2025", DATE_DAY_FIRST, NULL},
        {"2025", DATE_DAY_FIRST, NULL},
        {"ayer", DATE_DAY_FIRST, NULL},
        {"31/12", DATE_DAY_FIRST, NULL},
        {"31/12/2025 25:00", DATE_DAY_FIRST, NULL},
        {"31/12/2025 13:00 pm", DATE_DAY_FIRST, NULL},
        {"", DATE_DAY_FIRST, NULL},
        {"1/2/3/4/5", DATE_DAY_FIRST, NULL},
        {"9999-99-99", DATE_DAY_FIRST, NULL},
    };
    Arena *arena = *state;
    const Zone *zone;
    must(zone_open(TEXT("America/Bogota"), &zone));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t at_ms;
        const char *why = NULL;
        bool is_read = date_read(text_of(cases[i].cell), cases[i].order, zone, &at_ms, &why);
        if (is_read != (cases[i].at != NULL))
            print_error("case %zu: %s\n", i, cases[i].cell);
        assert_int_equal(is_read, cases[i].at != NULL);
        if (is_read)
            assert_text(time_text(arena, at_ms), cases[i].at);
        else
            assert_non_null(why);
    }
}

static DateOrder order_of(const char *const *cells, size_t count, DateOrder otherwise)
{
    DateEvidence evidence = {0};
    for (size_t i = 0; i < count; i++)
        date_evidence_add(&evidence, text_of(cells[i]));
    return date_order(&evidence, otherwise);
}

static void a_column_tells_its_order(void **state)
{
    static const char *const day_first[] = {"1/2/2025", "13/2/2025"};
    static const char *const month_first[] = {"1/2/2025", "2/13/2025"};
    static const char *const unclear[] = {"1/2/2025", "3/4/2025"};
    static const char *const both[] = {"13/2/2025", "2/13/2025"};
    static const char *const slip[] = {"13/2/2025", "14/2/2025", "15/2/2025", "16/2/2025", "17/2/2025", "18/2/2025",
                                       "19/2/2025", "20/2/2025", "21/2/2025", "22/2/2025", "2/13/2025"};
    (void)state;
    assert_int_equal(order_of(day_first, 2, DATE_MONTH_FIRST), DATE_DAY_FIRST);
    assert_int_equal(order_of(month_first, 2, DATE_DAY_FIRST), DATE_MONTH_FIRST);
    assert_int_equal(order_of(unclear, 2, DATE_DAY_FIRST), DATE_DAY_FIRST);
    assert_int_equal(order_of(unclear, 2, DATE_MONTH_FIRST), DATE_MONTH_FIRST);
    assert_int_equal(order_of(both, 2, DATE_DAY_FIRST), DATE_MIXED);
    assert_int_equal(order_of(slip, 11, DATE_MONTH_FIRST), DATE_DAY_FIRST);
}

static void a_local_time_follows_the_zones_summer(void **state)
{
    Arena *arena = *state;
    const Zone *zone;
    int64_t at_ms;
    const char *why;
    must(zone_open(TEXT("Europe/Rome"), &zone));
    assert_true(date_read(TEXT("15/01/2025 12:00"), DATE_DAY_FIRST, zone, &at_ms, &why));
    assert_text(time_text(arena, at_ms), "2025-01-15T11:00:00Z");
    assert_true(date_read(TEXT("15/07/2025 12:00"), DATE_DAY_FIRST, zone, &at_ms, &why));
    assert_text(time_text(arena, at_ms), "2025-07-15T10:00:00Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(dates_are_read_in_every_usual_form),
        IN_ARENA(a_column_tells_its_order),
        IN_ARENA(a_local_time_follows_the_zones_summer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
