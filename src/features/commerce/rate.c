#include "commerce/rate.h"

#include <math.h>

#include "commerce/rate_reconvert.h"
#include "model/value.h"

static const Field rate_fields[] = {
    FIELD(Rate, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the rate."),
    FIELD(Rate, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Rate, currency, FIELD_TEXT, .is_required = true, .format = FORMAT_CURRENCY, .can = CAN_CREATE | CAN_FILTER,
          .about = "The other currency, ISO 4217."),
    FIELD(Rate, day, FIELD_DAY, .is_required = true, .can = CAN_CREATE | CAN_FILTER | CAN_SORT,
          .about = "The first day on which it holds, until the currency's next rate."),
    FIELD(Rate, rate, FIELD_REAL, .is_required = true, .can = CAN_WRITE,
          .about = "What one unit of the currency is worth in units of the workspace's currency."),
    FIELD(Rate, created_at, FIELD_TIME, .about = "When it was entered."),
    FIELD(Rate, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

bool rate_apply(int64_t amount, int from_exponent, double rate, int to_exponent, int64_t *out_amount)
{
    long double scale = powl(10.0L, (long double)(to_exponent - from_exponent));
    long double worth = roundl((long double)amount * (long double)rate * scale);
    if (!(worth >= -9.2e18L && worth <= 9.2e18L))
        return false;
    *out_amount = (int64_t)worth;
    return true;
}

Result rate_convert(Work *work, int64_t amount, Text currency, int64_t day, BaseAmount *out_base)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    Text base = text_of(settings.base_currency);
    *out_base = (BaseAmount){.is_known = true, .amount = amount, .day = day};
    if (text_equals(currency, base))
        return done();
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT rate, day FROM rates WHERE currency = $1 AND day <= $2 ORDER BY day DESC LIMIT 1"),
                 DB_VALUES(db_text(currency), db_int(day)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    out_base->is_known = has_row && rate_apply(amount, currency_exponent(currency), db_column_real(&cursor, 0),
                                               currency_exponent(base), &out_base->amount);
    out_base->day = has_row ? db_column_int(&cursor, 1) : 0;
    return done();
}

Result rate_convert_at(Work *work, int64_t amount, Text currency, int64_t at_ms, BaseAmount *out_base)
{
    return rate_convert(work, amount, currency, zone_day(workspace_settings(work->workspace).zone, at_ms), out_base);
}

static Result rate_check(Work *work, const Rate *rate)
{
    if (!(rate->has & entity_bit(&rate_entity, "rate")) || (rate->rate > 0 && rate->rate < 1e12))
        return done();
    return work_fault(work, TEXT("/rate"), "out_of_range", "A rate is more than 0.");
}

static Result rate_add(Work *work, const EntityInput *input, void *out_rate)
{
    const Rate *rate = input->record;
    WorkspaceSettings settings = workspace_settings(work->workspace);
    int64_t same = 0;
    TRY(rate_check(work, rate));
    if (text_is(rate->currency, settings.base_currency))
        return work_fault(work, TEXT("/currency"), "is_base", "This is the workspace's own currency.");
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(id) FROM rates WHERE currency = $1 AND day = $2"),
                   DB_VALUES(db_text(rate->currency), db_int(rate->day)), &same));
    if (same > 0)
        return fail(FAULT_CONFLICT, "There is a rate of this currency and day already.");
    TRY(entity_add_plain(work, input, out_rate));
    return rate_reconvert(work, ((const Rate *)out_rate)->currency);
}

static Result rate_change(Work *work, const void *before, const EntityInput *input, void *out_rate)
{
    TRY(rate_check(work, input->record));
    TRY(entity_change_plain(work, before, input, out_rate));
    return rate_reconvert(work, ((const Rate *)out_rate)->currency);
}

static Result rate_remove(Work *work, const void *before)
{
    TRY(entity_remove_plain(work, &rate_entity, before));
    return rate_reconvert(work, ((const Rate *)before)->currency);
}

const Entity rate_entity = {
    .name = "rate",
    .plural = "rates",
    .table = "rates",
    .record_bytes = sizeof(Rate),
    ENTITY_FIELDS(rate_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "-day",
    .add = rate_add,
    .change = rate_change,
    .remove = rate_remove,
    .about = "What another currency is worth in the workspace's, from a day on.",
};

const Route rate_routes[] = {
    RESOURCE("/api/v1/rates", &rate_entity),
    {0},
};
