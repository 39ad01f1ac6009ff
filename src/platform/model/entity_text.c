/* One text value into a record by its field's type, for import rows and query parameters. The text is in the canonical
 * forms (RFC 3339, plain decimals); the spreadsheets' many forms are brought to them by import before. */
#include <math.h>

#include "model/check.h"
#include "model/plan.h"
#include "model/value.h"

static bool wrong(Work *work, Text pointer, const char *wanted)
{
    work_note_fault(work, pointer, "wrong_format", "This must be %s.", wanted);
    return false;
}

static bool text_bool(Text value, int64_t *out)
{
    static const char *const yes[] = {"1", "true", "yes", "si", "sí", "sim", "t", "y", "s", "verdadero", "verdadeiro"};
    static const char *const no[] = {"0", "false", "no", "nao", "não", "f", "n", "falso"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (text_equals_ascii_case(value, text_of(yes[i]))) {
            *out = 1;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (text_equals_ascii_case(value, text_of(no[i]))) {
            *out = 0;
            return true;
        }
    }
    return false;
}

/* A decimal amount ("1999.5") to minor units of the record's currency, exactly. */
static bool text_money(Work *work, const EntityInput *input, const Field *field, Text value, int64_t *out)
{
    char base[4];
    memcpy(base, workspace_settings(work->workspace).base_currency, sizeof base);
    Text currency = text_of(base);
    if (field->currency) {
        const Field *holder = entity_field(input->entity, field->currency);
        if (record_has(input->record) & entity_bit(input->entity, field->currency))
            currency = *record_text(holder, input->record);
    }
    int exponent = currency_exponent(currency);
    if (exponent < 0)
        return false;
    bool is_negative = value.length > 0 && value.data[0] == '-';
    size_t i = is_negative || (value.length > 0 && value.data[0] == '+') ? 1 : 0;
    int64_t amount = 0;
    int decimals = -1;
    bool rounds_up = false;
    if (i >= value.length)
        return false;
    for (; i < value.length; i++) {
        char c = value.data[i];
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        if (decimals >= exponent && decimals >= 0) {
            if (decimals++ == exponent)
                rounds_up = c >= '5';
            continue;
        }
        if (__builtin_mul_overflow(amount, 10, &amount) || __builtin_add_overflow(amount, c - '0', &amount))
            return false;
        if (decimals >= 0)
            decimals++;
    }
    for (int have = decimals < 0 ? 0 : decimals; have < exponent; have++) {
        if (__builtin_mul_overflow(amount, 10, &amount))
            return false;
    }
    amount += rounds_up ? 1 : 0;
    *out = is_negative ? -amount : amount;
    return true;
}

static bool text_instant(Work *work, Text value, Text pointer, int64_t *out)
{
    bool is_day;
    if (!is_ok(time_read(value, out, &is_day)))
        return wrong(work, pointer, "a time such as 2026-01-05T09:00:00Z or a day");
    return check_time(work, *out, pointer);
}

static bool set_text_value(Work *work, EntityInput *input, const Field *field, Text value, Text pointer)
{
    int64_t whole = 0;
    double real = 0;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_JSON:
        if (!check_text(work, field, &value, pointer))
            return false;
        *record_text(field, input->record) = value;
        return true;
    case FIELD_REAL:
        if (!text_to_real(value, &real) || !isfinite(real))
            return wrong(work, pointer, "a number");
        *record_real(field, input->record) = real;
        return true;
    case FIELD_BOOL:
        if (!text_bool(value, &whole))
            return wrong(work, pointer, "yes or no");
        break;
    case FIELD_TIME:
        if (!text_instant(work, value, pointer, &whole))
            return false;
        break;
    case FIELD_DAY:
        if (!day_read(value, &whole))
            return wrong(work, pointer, "a day such as 2026-01-05");
        break;
    case FIELD_MONEY:
        if (!text_money(work, input, field, value, &whole))
            return wrong(work, pointer, "an amount");
        if (!check_int(work, field, whole, pointer))
            return false;
        break;
    case FIELD_CHOICE:
        if (!check_choice(work, field, value, pointer, &whole))
            return false;
        break;
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT:
        if (!text_to_int(value, &whole))
            return wrong(work, pointer, "a whole number");
        if (!check_int(work, field, whole, pointer))
            return false;
        break;
    }
    *record_int(field, input->record) = whole;
    return true;
}

Result entity_read_text(Work *work, EntityInput *input, const Field *field, Text value, Text pointer)
{
    FieldSet bit = FIELD_BIT((size_t)(field - input->entity->fields));
    input->given |= bit;
    if (text_is_empty(value)) {
        *(FieldSet *)input->record &= ~bit;
        return done();
    }
    if (!set_text_value(work, input, field, value, pointer))
        return fail(FAULT_INVALID, work->last_field_fault ? work->last_field_fault->detail.data : "Not right.");
    *(FieldSet *)input->record |= bit;
    return done();
}
