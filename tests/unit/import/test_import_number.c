#include "../base/check.h"

#include "import/import_number.h"

static void numbers_are_read_in_every_usual_form(void **state)
{
    static const struct {
        const char *cell;
        NumberStyle style;
        const char *digits; /* NULL: refused */
        const char *currency;
    } cases[] = {
        {"12", NUMBER_POINT, "12", ""},
        {"-12", NUMBER_POINT, "-12", ""},
        {"(12.34)", NUMBER_POINT, "-12.34", ""},
        {"12.34-", NUMBER_POINT, "-12.34", ""},
        {"+7", NUMBER_POINT, "7", ""},
        {"1.234,56", NUMBER_COMMA, "1234.56", ""},
        {"1.234,56", NUMBER_POINT, "1234.56", ""}, /* says so by itself */
        {"1,234.56", NUMBER_COMMA, "1234.56", ""},
        {"1.234.567", NUMBER_POINT, "1234567", ""},
        {"1 234,56", NUMBER_COMMA, "1234.56", ""},
        {"1\u00a0234\u00a0567,8", NUMBER_COMMA, "1234567.8", ""},
        {"1\u202f234,5", NUMBER_COMMA, "1234.5", ""},
        {"1'234.50", NUMBER_POINT, "1234.50", ""},
        {"1.234", NUMBER_COMMA, "1234", ""},
        {"1.234", NUMBER_POINT, "1.234", ""},
        {"1,234", NUMBER_POINT, "1234", ""},
        {"1,234", NUMBER_COMMA, "1.234", ""},
        {"0.123", NUMBER_COMMA, "0.123", ""}, /* no thousands begin with 0 */
        {"1234.567", NUMBER_COMMA, "1234.567", ""},
        {".5", NUMBER_POINT, "0.5", ""},
        {"5.", NUMBER_POINT, "5", ""},
        {"R$ 12,30", NUMBER_COMMA, "12.30", "BRL"},
        {"$12.30", NUMBER_POINT, "12.30", ""},
        {"12.30 USD", NUMBER_POINT, "12.30", "USD"},
        {"mxn 1,200", NUMBER_POINT, "1200", "MXN"},
        {"12,30 €", NUMBER_COMMA, "12.30", "EUR"},
        {"S/ 45.90", NUMBER_POINT, "45.90", "PEN"},
        {"US$1,000.00", NUMBER_POINT, "1000.00", "USD"},
        {"45%", NUMBER_POINT, "45", ""},
        {"", NUMBER_POINT, NULL, NULL},
        {"abc", NUMBER_POINT, NULL, NULL},
        {"12-5", NUMBER_POINT, NULL, NULL},
        {"1,2,3", NUMBER_POINT, NULL, NULL},
        {"1.2.3,4", NUMBER_POINT, NULL, NULL},
        {"12 34", NUMBER_POINT, NULL, NULL},
        {"1.234", NUMBER_MIXED, NULL, NULL},
        {"1.23", NUMBER_MIXED, "1.23", ""},
        {"--5", NUMBER_POINT, NULL, NULL},
        {".", NUMBER_POINT, NULL, NULL},
        {"12345678901234567890123456789012345678901234567890123456789012345", NUMBER_POINT, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Number number;
        const char *why = NULL;
        bool is_read = number_read(text_of(cases[i].cell), cases[i].style, &number, &why);
        if (is_read != (cases[i].digits != NULL))
            print_error("case %zu: %s\n", i, cases[i].cell);
        assert_int_equal(is_read, cases[i].digits != NULL);
        if (!is_read) {
            assert_non_null(why);
            continue;
        }
        assert_string_equal(number.digits, cases[i].digits);
        assert_string_equal(number.currency, cases[i].currency);
    }
}

static NumberStyle style_of(const char *const *cells, size_t count, NumberStyle otherwise)
{
    NumberEvidence evidence = {0};
    for (size_t i = 0; i < count; i++)
        number_evidence_add(&evidence, text_of(cells[i]));
    return number_style(&evidence, otherwise);
}

static void a_column_tells_its_decimal_sign(void **state)
{
    static const char *const spanish[] = {"1.234", "99,90", "12"};
    static const char *const english[] = {"1,234", "99.90", "12"};
    static const char *const unclear[] = {"1.234", "2.500"};
    static const char *const both[] = {"99,90", "99.90"};
    (void)state;
    assert_int_equal(style_of(spanish, 3, NUMBER_POINT), NUMBER_COMMA);
    assert_int_equal(style_of(english, 3, NUMBER_COMMA), NUMBER_POINT);
    assert_int_equal(style_of(unclear, 2, NUMBER_COMMA), NUMBER_COMMA);
    assert_int_equal(style_of(unclear, 2, NUMBER_POINT), NUMBER_POINT);
    assert_int_equal(style_of(both, 2, NUMBER_POINT), NUMBER_MIXED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_every_usual_form),
        cmocka_unit_test(a_column_tells_its_decimal_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
