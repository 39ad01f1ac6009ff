#include "commerce/money.h"

static int64_t *int_of(const Entity *entity, const char *field, const void *record)
{
    return (int64_t *)(uintptr_t)((const char *)record + entity_field(entity, field)->offset);
}

static Text *currency_of(const Entity *entity, const void *record)
{
    return (Text *)(uintptr_t)((const char *)record + entity_field(entity, "currency")->offset);
}

static bool has(const Entity *entity, const char *field, const void *record)
{
    return (record_has(record) & entity_bit(entity, field)) != 0;
}

static void base_set(const Entity *entity, const MoneyFields *fields, const BaseAmount *base, void *record)
{
    FieldSet bits = entity_bit(entity, fields->base) | entity_bit(entity, "rate_day");
    *int_of(entity, fields->base, record) = base->amount;
    *int_of(entity, "rate_day", record) = base->day;
    if (base->is_known)
        *(FieldSet *)record |= bits;
    else
        *(FieldSet *)record &= ~bits;
}

Result money_settle(Work *work, const Entity *entity, const MoneyFields *fields, const void *before, void *record)
{
    if (!has(entity, "currency", record)) {
        WorkspaceSettings settings = workspace_settings(work->workspace);
        *currency_of(entity, record) = text_copy(work->arena, text_of(settings.base_currency));
        *(FieldSet *)record |= entity_bit(entity, "currency");
    }
    int64_t amount = *int_of(entity, fields->amount, record);
    int64_t at_ms = *int_of(entity, fields->dated_by, record);
    if (before && amount == *int_of(entity, fields->amount, before) &&
        at_ms == *int_of(entity, fields->dated_by, before))
        return done();
    BaseAmount base;
    TRY(rate_convert_at(work, amount, *currency_of(entity, record), at_ms, &base));
    base_set(entity, fields, &base, record);
    return done();
}

Result money_keeps_currency(Work *work, const Entity *entity, const MoneyFields *fields, const void *before,
                            const EntityInput *input)
{
    if (!(input->given & entity_bit(entity, "currency")) || !has(entity, "currency", input->record))
        return done();
    Text stored = *currency_of(entity, before);
    if (text_equals(stored, *currency_of(entity, input->record)))
        return done();
    return work_fault(work, text_format(work->arena, "/%s/currency", fields->amount), "currency_mismatch",
                      "The currency of this %s stays %.*s.", entity->name, TEXT_ARG(stored));
}
