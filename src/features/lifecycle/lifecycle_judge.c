#include "lifecycle/lifecycle_judge.h"

#include "lifecycle/lifecycle_picture.h"
#include "voice/response.h"

const char *const ladder_names[] = {"relationship", "stage", "value_stage", NULL};
const char *const condition_names[] = {
    [CONDITION_NEVER_BOUGHT] = "never_bought",
    [CONDITION_BOUGHT] = "bought",
    [CONDITION_HAS_BOUGHT] = "has_bought",
    [CONDITION_ACTIVE] = "active",
    [CONDITION_INACTIVE] = "inactive",
    [CONDITION_CAME_BACK] = "came_back",
    [CONDITION_DECLINING] = "declining",
    [CONDITION_PROMOTER_OR_REFERRAL] = "promoter_or_referral",
    [CONDITION_BOUGHT_AGAIN] = "bought_again",
    [CONDITION_ORDER_OPEN] = "order_open",
    [CONDITION_CONTACTED] = "contacted",
    [CONDITION_KNOWN] = "known",
    [CONDITION_MARGIN_ABOVE_LINE] = "margin_above_line",
    [CONDITION_MARGIN_POSITIVE] = "margin_positive",
    [CONDITION_COUNT] = NULL,
};

const char *const *ladder_stages(Ladder ladder)
{
    return ladder == LADDER_RELATIONSHIP ? relationship_names
           : ladder == LADDER_STAGE      ? stage_names
                                         : value_stage_names;
}

const LifecycleRule default_lifecycle_rules[] = {
    {LADDER_RELATIONSHIP, RELATIONSHIP_LOST, CONDITION_INACTIVE, 0},
    {LADDER_RELATIONSHIP, RELATIONSHIP_WON_BACK, CONDITION_CAME_BACK, 180},
    {LADDER_RELATIONSHIP, RELATIONSHIP_AT_RISK, CONDITION_DECLINING, 180},
    {LADDER_RELATIONSHIP, RELATIONSHIP_CUSTOMER, CONDITION_ACTIVE, 0},
    {LADDER_RELATIONSHIP, RELATIONSHIP_PROSPECT, CONDITION_NEVER_BOUGHT, 0},
    {LADDER_STAGE, STAGE_ADVOCACY, CONDITION_PROMOTER_OR_REFERRAL, 180},
    {LADDER_STAGE, STAGE_RETENTION, CONDITION_BOUGHT_AGAIN, 365},
    {LADDER_STAGE, STAGE_EXPERIENCE, CONDITION_BOUGHT, 0},
    {LADDER_STAGE, STAGE_CONVERSION, CONDITION_ORDER_OPEN, 60},
    {LADDER_STAGE, STAGE_CONSIDERATION, CONDITION_CONTACTED, 180},
    {LADDER_STAGE, STAGE_DISCOVERY, CONDITION_KNOWN, 0},
    {LADDER_VALUE_STAGE, VALUE_DECLINE, CONDITION_DECLINING, 180},
    {LADDER_VALUE_STAGE, VALUE_MATURITY, CONDITION_MARGIN_ABOVE_LINE, 365},
    {LADDER_VALUE_STAGE, VALUE_GROWTH, CONDITION_MARGIN_POSITIVE, 180},
    {LADDER_VALUE_STAGE, VALUE_INTRODUCTION, CONDITION_HAS_BOUGHT, 0},
};
const size_t default_lifecycle_rule_count = sizeof(default_lifecycle_rules) / sizeof(default_lifecycle_rules[0]);

/* What most conditions ask, worked out once an instant. */
typedef struct Moment {
    const LifecyclePicture *picture;
    int64_t at_ms;
    size_t orders; /* counted */
    bool has_bought;
    bool is_active;
    size_t stretch; /* of activity, the one at hand or the last */
    int64_t contract_ms;
    int64_t order_days;
} Moment;

static Moment moment_of(const LifecyclePicture *picture, int64_t at_ms)
{
    Moment moment = {.picture = picture, .at_ms = at_ms};
    moment.orders = picture_orders_at(picture, at_ms);
    moment.stretch = stretch_at(picture->active, picture->active_count, at_ms);
    moment.has_bought =
        moment.orders > 0 || stretch_at(picture->contracted, picture->contracted_count, at_ms) != SIZE_MAX;
    moment.is_active = moment.stretch != SIZE_MAX && at_ms < picture->active[moment.stretch].to_ms;
    moment.contract_ms = picture_contract_ms(picture, at_ms);
    moment.order_days = picture->order_days[moment.orders];
    return moment;
}

static bool is_falling(const Moment *moment, int64_t days)
{
    int64_t window = days * DAY_MS;
    int64_t now = picture_revenue(moment->picture, moment->at_ms - window + 1, moment->at_ms + 1);
    int64_t before =
        picture_revenue(moment->picture, moment->at_ms - YEAR_MS - window + 1, moment->at_ms - YEAR_MS + 1);
    return before > 0 && now < before - now;
}

static bool is_declining(const Moment *moment, int64_t days)
{
    const LifecycleFacts *facts = moment->picture->facts;
    if (!moment->has_bought)
        return false;
    if (!moment->is_active || is_falling(moment, days))
        return true;
    /* The model says something only from two orders on, and never of contracts. */
    return facts->has_p_alive && facts->contract_count == 0 && moment->orders >= 2 && facts->p_alive < 0.5;
}

static bool has_bought_again(const Moment *moment, int64_t days)
{
    return moment->is_active && (moment->order_days >= 2 || (days > 0 && moment->contract_ms >= days * DAY_MS));
}

static bool is_promoter(const Moment *moment, int64_t days)
{
    const LifecycleFacts *facts = moment->picture->facts;
    const LifecycleNps *last = NULL;
    for (size_t i = 0; i < facts->nps_count && facts->nps[i].answered_at <= moment->at_ms; i++)
        last = &facts->nps[i];
    return last && nps_is_promoter(last->score) && moment->at_ms - last->answered_at < days * DAY_MS &&
           has_bought_again(moment, YEAR_MS / DAY_MS);
}

static bool has_open_order(const Moment *moment, int64_t days)
{
    const LifecycleFacts *facts = moment->picture->facts;
    for (size_t i = 0; i < facts->open_count && facts->opens[i].from_ms <= moment->at_ms; i++) {
        if (moment->at_ms < facts->opens[i].to_ms && moment->at_ms - facts->opens[i].from_ms < days * DAY_MS)
            return true;
    }
    return false;
}

static bool was_contacted(const Moment *moment, int64_t days)
{
    const LifecycleFacts *facts = moment->picture->facts;
    size_t until = instants_until(facts->contacts, facts->contact_count, moment->at_ms);
    return until > 0 && moment->at_ms - facts->contacts[until - 1] < days * DAY_MS;
}

/* Margin over cost can be said only where both are known, and contracts have no cost of their own yet. */
static bool knows_margin(const Moment *moment)
{
    const LifecycleFacts *facts = moment->picture->facts;
    return facts->has_acquisition_cost && facts->contract_count == 0 && moment->picture->has_margin[moment->orders];
}

static bool has_margin_above_line(const Moment *moment, int64_t days)
{
    const LifecyclePicture *picture = moment->picture;
    if (!moment->is_active)
        return false;
    if (knows_margin(moment) && picture->rules->has_line)
        return picture->margin[moment->orders] > picture->facts->acquisition_cost &&
               picture_revenue(picture, moment->at_ms - YEAR_MS + 1, moment->at_ms + 1) > picture->rules->line;
    bool is_old = moment->at_ms - picture->active[0].from_ms >= days * DAY_MS;
    return is_old && (moment->order_days >= MATURE_ORDER_DAYS || moment->contract_ms >= MATURE_CONTRACT_MS);
}

static bool has_positive_margin(const Moment *moment, int64_t days)
{
    if (!moment->is_active)
        return false;
    if (knows_margin(moment))
        return moment->picture->margin[moment->orders] > moment->picture->facts->acquisition_cost;
    return moment->order_days >= 2 || (days > 0 && moment->contract_ms >= days * DAY_MS);
}

static bool came_back(const Moment *moment, int64_t days)
{
    return moment->is_active && moment->stretch > 0 &&
           moment->at_ms - moment->picture->active[moment->stretch].from_ms < days * DAY_MS;
}

static bool condition_holds(const Moment *moment, Condition condition, int64_t days)
{
    switch (condition) {
    case CONDITION_NEVER_BOUGHT: return !moment->has_bought;
    case CONDITION_BOUGHT: return moment->has_bought && moment->is_active;
    case CONDITION_HAS_BOUGHT: return moment->has_bought;
    case CONDITION_ACTIVE: return moment->is_active;
    case CONDITION_INACTIVE: return moment->has_bought && !moment->is_active;
    case CONDITION_CAME_BACK: return came_back(moment, days);
    case CONDITION_DECLINING: return is_declining(moment, days);
    case CONDITION_PROMOTER_OR_REFERRAL: return is_promoter(moment, days);
    case CONDITION_BOUGHT_AGAIN: return has_bought_again(moment, days);
    case CONDITION_ORDER_OPEN: return has_open_order(moment, days);
    case CONDITION_CONTACTED: return was_contacted(moment, days);
    case CONDITION_KNOWN: return true;
    case CONDITION_MARGIN_ABOVE_LINE: return has_margin_above_line(moment, days);
    case CONDITION_MARGIN_POSITIVE: return has_positive_margin(moment, days);
    case CONDITION_COUNT: break;
    }
    return false;
}

static const LifecycleRule *rule_that_holds(const Moment *moment, Ladder ladder)
{
    const LifecycleRules *rules = moment->picture->rules;
    for (size_t i = 0; i < rules->count; i++) {
        const LifecycleRule *rule = &rules->list[i];
        if (rule->ladder == ladder && condition_holds(moment, rule->condition, rule->days))
            return rule;
    }
    return NULL;
}

static bool is_overridden(const LifecycleFacts *facts, int64_t at_ms)
{
    return facts->has_override && at_ms >= facts->override_from && at_ms < facts->override_until;
}

static void judge_stage(const Moment *moment, Stage kept, LifecycleVerdict *verdict)
{
    const LifecycleFacts *facts = moment->picture->facts;
    if (is_overridden(facts, moment->at_ms)) {
        verdict->stage = facts->override_stage;
        verdict->rules[LADDER_STAGE] = "by_hand";
        return;
    }
    if (moment->has_bought && !moment->is_active) {
        verdict->stage = kept;
        verdict->keeps_stage = true;
        verdict->rules[LADDER_STAGE] = "kept";
        return;
    }
    const LifecycleRule *rule = rule_that_holds(moment, LADDER_STAGE);
    verdict->stage = rule ? (Stage)rule->stage : STAGE_DISCOVERY;
    verdict->rules[LADDER_STAGE] = rule ? condition_names[rule->condition] : "none";
}

LifecycleVerdict lifecycle_judge(const LifecyclePicture *picture, int64_t at_ms, Stage kept)
{
    const Moment moment = moment_of(picture, at_ms);
    LifecycleVerdict verdict = {.rules = {"none", "none", "none"}};
    const LifecycleRule *rule = rule_that_holds(&moment, LADDER_RELATIONSHIP);
    verdict.relationship = rule ? (Relationship)rule->stage : RELATIONSHIP_PROSPECT;
    if (rule)
        verdict.rules[LADDER_RELATIONSHIP] = condition_names[rule->condition];
    judge_stage(&moment, kept, &verdict);
    rule = moment.has_bought ? rule_that_holds(&moment, LADDER_VALUE_STAGE) : NULL;
    verdict.has_value_stage = rule != NULL;
    if (rule) {
        verdict.value_stage = (ValueStage)rule->stage;
        verdict.rules[LADDER_VALUE_STAGE] = condition_names[rule->condition];
    }
    verdict.revenue = picture_revenue(picture, TIME_MS_MIN, at_ms + 1);
    return verdict;
}

LifecycleSummary lifecycle_summary(const LifecyclePicture *picture, int64_t at_ms)
{
    const Moment moment = moment_of(picture, at_ms);
    const LifecycleFacts *facts = picture->facts;
    LifecycleSummary summary = {.orders = (int64_t)moment.orders, .order_days = moment.order_days};
    summary.revenue = picture_revenue(picture, TIME_MS_MIN, at_ms + 1);
    summary.last_order_at = picture->last_ordered_at[moment.orders];
    size_t contacts = instants_until(facts->contacts, facts->contact_count, at_ms);
    summary.last_contact_at = contacts > 0 ? facts->contacts[contacts - 1] : 0;
    summary.active_until = moment.stretch == SIZE_MAX ? 0 : picture->active[moment.stretch].to_ms;
    size_t contract = stretch_at(picture->contracted, picture->contracted_count, at_ms);
    summary.has_contract = contract != SIZE_MAX && at_ms < picture->contracted[contract].to_ms;
    for (size_t i = 0; i < facts->nps_count && facts->nps[i].answered_at <= at_ms; i++) {
        summary.has_nps = true;
        summary.last_nps = facts->nps[i].score;
    }
    return summary;
}
