#include "commerce/contract.h"

#include "commerce/money.h"
#include "commerce/product.h"
#include "model/event.h"
#include "people/company.h"
#include "people/customer.h"
#include "people/external_id.h"

const char *const contract_period_names[] = {"month", "quarter", "year", "once", NULL};

static const Field contract_fields[] = {
    FIELD(Contract, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the contract."),
    FIELD(Contract, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Contract, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in another system; unique."),
    FIELD(Contract, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Whose contract it is."),
    FIELD(Contract, product_id, FIELD_REFERENCE, .to = &product_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "What it is about."),
    FIELD(Contract, company_id, FIELD_REFERENCE, .to = &company_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "For which company."),
    FIELD(Contract, started_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When it began; now, unless given."),
    FIELD(Contract, ended_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When it ended or will end; null: it runs on."),
    FIELD(Contract, amount, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .is_required = true, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "What is paid a period."),
    FIELD(Contract, currency, FIELD_TEXT, .format = FORMAT_CURRENCY, .has_default = true,
          .can = CAN_IMPORT | CAN_FILTER, .about = "Of the amount; it stays."),
    FIELD(Contract, base_amount, FIELD_MONEY, .can = CAN_FILTER,
          .about = "The amount in the workspace's currency; null while no rate is known."),
    FIELD(Contract, rate_day, FIELD_DAY, .about = "Day of the rate that it was converted by."),
    FIELD(Contract, period, FIELD_CHOICE, .choices = contract_period_names, .has_default = true,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "How often it is paid; month, unless given."),
    FIELD(Contract, created_at, FIELD_TIME, .about = "When it was recorded."),
    FIELD(Contract, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

static EntityExtensions contract_extensions;

const Entity contract_entity = {
    .name = "contract",
    .plural = "contracts",
    .table = "contracts",
    .record_bytes = sizeof(Contract),
    ENTITY_FIELDS(contract_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "-started_at",
    .extensions = &contract_extensions,
    .has_custom = true,
    .add = contract_add,
    .change = contract_change,
    .about = "A running subscription or service agreement.",
};

const Route contract_routes[] = {
    RESOURCE("/api/v1/contracts", &contract_entity),
    {0},
};

static const MoneyFields contract_money = {"amount", "base_amount", "started_at"};

static bool has(const Contract *contract, const char *field)
{
    return (contract->has & entity_bit(&contract_entity, field)) != 0;
}

static Result span_check(Work *work, const Contract *contract)
{
    if (!has(contract, "ended_at") || contract->ended_at >= contract->started_at)
        return done();
    return work_fault(work, TEXT("/ended_at"), "out_of_range", "A contract cannot end before it starts.");
}

Result contract_add(Work *work, const EntityInput *input, void *out_contract)
{
    Contract *contract = out_contract;
    bool is_changed = false;
    *contract = *(const Contract *)input->record;
    if (!has(contract, "started_at"))
        contract->started_at = work->now;
    if (!has(contract, "period"))
        contract->period = PERIOD_MONTH;
    contract->has |= entity_bit(&contract_entity, "started_at") | entity_bit(&contract_entity, "period");
    TRY(span_check(work, contract));
    TRY(external_id_check(work, &contract_entity, 0, contract));
    TRY(money_settle(work, &contract_entity, &contract_money, NULL, contract));
    TRY(entity_insert(work, &contract_entity, contract));
    TRY(entity_write_lists(work, input, contract->id, &is_changed));
    return event_add(work, "contract.started", &contract_entity, NULL, contract);
}

Result contract_change(Work *work, const void *before_contract, const EntityInput *input, void *out_contract)
{
    const Contract *before = before_contract;
    Contract *after = out_contract;
    bool is_changed = false;
    *after = *before;
    TRY(money_keeps_currency(work, &contract_entity, &contract_money, before, input));
    TRY(external_id_check(work, &contract_entity, before->id, input->record));
    entity_apply_input(input, after);
    TRY(span_check(work, after));
    TRY(money_settle(work, &contract_entity, &contract_money, before, after));
    TRY(entity_write(work, before, after, input, &is_changed));
    if (!is_changed)
        return done();
    bool ends = has(after, "ended_at") && !has(before, "ended_at");
    return event_add(work, ends ? "contract.ended" : "contract.changed", &contract_entity, before, after);
}
