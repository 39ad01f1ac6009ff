#include "lifecycle/lifecycle_picture.h"

#include <stdlib.h>

static int int_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}
static int order_order(const void *a, const void *b)
{
    return int_order(((const LifecycleOrder *)a)->counted_at, ((const LifecycleOrder *)b)->counted_at);
}
static int contract_order(const void *a, const void *b)
{
    return int_order(((const LifecycleContract *)a)->started_at, ((const LifecycleContract *)b)->started_at);
}
static int open_order(const void *a, const void *b)
{
    return int_order(((const LifecycleOpen *)a)->from_ms, ((const LifecycleOpen *)b)->from_ms);
}
static int nps_order(const void *a, const void *b)
{
    return int_order(((const LifecycleNps *)a)->answered_at, ((const LifecycleNps *)b)->answered_at);
}
static int instant_order(const void *a, const void *b)
{
    return int_order(*(const int64_t *)a, *(const int64_t *)b);
}
static int stretch_order(const void *a, const void *b)
{
    return int_order(((const Stretch *)a)->from_ms, ((const Stretch *)b)->from_ms);
}

static void sort(void *list, size_t count, size_t size, int (*order)(const void *, const void *))
{
    if (count > 1)
        qsort(list, count, size, order);
}

size_t instants_until(const int64_t *instants, size_t count, int64_t at_ms)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (instants[middle] <= at_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t picture_orders_at(const LifecyclePicture *picture, int64_t at_ms)
{
    size_t low = 0;
    size_t high = picture->facts->order_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (picture->facts->orders[middle].counted_at <= at_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t stretch_at(const Stretch *stretches, size_t count, int64_t at_ms)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stretches[middle].from_ms <= at_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? SIZE_MAX : low - 1;
}

int64_t picture_contract_ms(const LifecyclePicture *picture, int64_t at_ms)
{
    int64_t total = 0;
    for (size_t i = 0; i < picture->contracted_count && picture->contracted[i].from_ms < at_ms; i++) {
        const Stretch *stretch = &picture->contracted[i];
        total += (stretch->to_ms < at_ms ? stretch->to_ms : at_ms) - stretch->from_ms;
    }
    return total;
}

/* Spread evenly over its period; the whole amount at the start when it is paid once. */
static double contract_revenue(const LifecycleContract *contract, int64_t from_ms, int64_t to_ms)
{
    if (contract->period_ms == 0)
        return contract->started_at >= from_ms && contract->started_at < to_ms ? (double)contract->amount : 0;
    int64_t from = contract->started_at > from_ms ? contract->started_at : from_ms;
    int64_t to = contract->ended_at < to_ms ? contract->ended_at : to_ms;
    return to > from ? (double)contract->amount * (double)(to - from) / (double)contract->period_ms : 0;
}

int64_t picture_revenue(const LifecyclePicture *picture, int64_t from_ms, int64_t to_ms)
{
    size_t first = picture_orders_at(picture, from_ms - 1);
    size_t end = picture_orders_at(picture, to_ms - 1);
    int64_t total = end > first ? picture->revenue[end] - picture->revenue[first] : 0;
    for (size_t i = 0; i < picture->facts->contract_count; i++)
        total += (int64_t)contract_revenue(&picture->facts->contracts[i], from_ms, to_ms);
    return total;
}

/* ---- preparing ---- */

/* Puts the day into the ascending list unless it is there; answers the new count. */
static size_t day_add(int64_t *days, size_t count, int64_t day)
{
    size_t place = instants_until(days, count, day);
    if (place > 0 && days[place - 1] == day)
        return count;
    memmove(&days[place + 1], &days[place], (count - place) * sizeof(days[0]));
    days[place] = day;
    return count + 1;
}

static void prepare_sums(Arena *arena, LifecyclePicture *picture)
{
    size_t count = picture->facts->order_count;
    picture->revenue = ARENA_ARRAY(arena, int64_t, count + 1);
    picture->margin = ARENA_ARRAY(arena, int64_t, count + 1);
    picture->has_margin = ARENA_ARRAY(arena, bool, count + 1);
    picture->order_days = ARENA_ARRAY(arena, int64_t, count + 1);
    picture->last_ordered_at = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *days = ARENA_ARRAY(arena, int64_t, count + 1);
    size_t day_count = 0;
    picture->has_margin[0] = true;
    for (size_t i = 0; i < count; i++) {
        const LifecycleOrder *order = &picture->facts->orders[i];
        day_count = day_add(days, day_count, order->day);
        picture->revenue[i + 1] = picture->revenue[i] + order->revenue;
        picture->margin[i + 1] = picture->margin[i] + order->margin;
        picture->has_margin[i + 1] = picture->has_margin[i] && order->has_margin;
        picture->order_days[i + 1] = (int64_t)day_count;
        picture->last_ordered_at[i + 1] =
            i > 0 && picture->last_ordered_at[i] > order->ordered_at ? picture->last_ordered_at[i] : order->ordered_at;
    }
}

static size_t merge_stretches(Stretch *stretches, size_t count)
{
    sort(stretches, count, sizeof(Stretch), stretch_order);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (stretches[i].to_ms <= stretches[i].from_ms)
            continue;
        if (kept > 0 && stretches[i].from_ms <= stretches[kept - 1].to_ms) {
            if (stretches[i].to_ms > stretches[kept - 1].to_ms)
                stretches[kept - 1].to_ms = stretches[i].to_ms;
        } else {
            stretches[kept++] = stretches[i];
        }
    }
    return kept;
}

static void prepare_stretches(Arena *arena, LifecyclePicture *picture)
{
    const LifecycleFacts *facts = picture->facts;
    int64_t window = picture->rules->inactivity_days * DAY_MS;
    picture->contracted = ARENA_ARRAY(arena, Stretch, facts->contract_count);
    picture->active = ARENA_ARRAY(arena, Stretch, facts->contract_count + facts->order_count);
    size_t count = 0;
    for (size_t i = 0; i < facts->contract_count; i++) {
        const LifecycleContract *contract = &facts->contracts[i];
        picture->contracted[i] = (Stretch){contract->started_at, contract->ended_at};
        picture->active[count++] = picture->contracted[i];
    }
    for (size_t i = 0; i < facts->order_count; i++)
        picture->active[count++] = (Stretch){facts->orders[i].counted_at, facts->orders[i].ordered_at + window};
    picture->contracted_count = merge_stretches(picture->contracted, facts->contract_count);
    picture->active_count = merge_stretches(picture->active, count);
}

/* ---- instants at which something may change ---- */

typedef struct Instants {
    int64_t *list;
    size_t count;
} Instants;

static void instant_add(Instants *instants, int64_t at_ms)
{
    if (at_ms > TIME_MS_MIN && at_ms < TIME_MS_MAX)
        instants->list[instants->count++] = at_ms;
}

static int64_t rule_days(const LifecycleRules *rules, Condition condition)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->list[i].condition == condition)
            return rules->list[i].days;
    }
    return 0;
}

/* When the time under contract reaches `wanted_ms`. */
static void add_contract_reach(Instants *instants, const LifecyclePicture *picture, int64_t wanted_ms)
{
    int64_t total = 0;
    for (size_t i = 0; i < picture->contracted_count; i++) {
        const Stretch *stretch = &picture->contracted[i];
        int64_t length = stretch->to_ms - stretch->from_ms;
        if (total + length >= wanted_ms) {
            instant_add(instants, stretch->from_ms + (wanted_ms - total));
            return;
        }
        total += length;
    }
}

#define LOOKS_PER_CONTRACT 20 /* monthly, for as long as a window may see its start or end */

static void add_of_orders(Instants *instants, const LifecyclePicture *picture, int64_t window)
{
    const LifecycleFacts *facts = picture->facts;
    for (size_t i = 0; i < facts->order_count; i++) {
        int64_t at = facts->orders[i].counted_at;
        instant_add(instants, at);
        instant_add(instants, at + window);
        instant_add(instants, at + YEAR_MS);
        instant_add(instants, at + YEAR_MS + window);
    }
}

static void add_of_contracts(Instants *instants, const LifecyclePicture *picture)
{
    const LifecycleFacts *facts = picture->facts;
    const LifecycleRules *rules = picture->rules;
    bool mixes = facts->contract_count + facts->order_count > 1;
    for (size_t i = 0; i < facts->contract_count; i++) {
        const LifecycleContract *contract = &facts->contracts[i];
        instant_add(instants, contract->started_at);
        if (contract->ended_at != LIFECYCLE_FOREVER)
            instant_add(instants, contract->ended_at);
        for (int64_t month = 1; mixes && month <= LOOKS_PER_CONTRACT; month++) {
            instant_add(instants, contract->started_at + month * 30 * DAY_MS);
            if (contract->ended_at != LIFECYCLE_FOREVER)
                instant_add(instants, contract->ended_at + month * 30 * DAY_MS);
        }
    }
    add_contract_reach(instants, picture, rule_days(rules, CONDITION_BOUGHT_AGAIN) * DAY_MS);
    add_contract_reach(instants, picture, rule_days(rules, CONDITION_MARGIN_POSITIVE) * DAY_MS);
    add_contract_reach(instants, picture, MATURE_CONTRACT_MS);
}

static void add_of_stretches(Instants *instants, const LifecyclePicture *picture)
{
    int64_t back = rule_days(picture->rules, CONDITION_CAME_BACK) * DAY_MS;
    for (size_t i = 0; i < picture->active_count; i++) {
        instant_add(instants, picture->active[i].from_ms);
        if (picture->active[i].to_ms != LIFECYCLE_FOREVER)
            instant_add(instants, picture->active[i].to_ms);
        if (i > 0)
            instant_add(instants, picture->active[i].from_ms + back);
    }
    if (picture->active_count > 0)
        instant_add(instants,
                    picture->active[0].from_ms + rule_days(picture->rules, CONDITION_MARGIN_ABOVE_LINE) * DAY_MS);
}

static void add_of_voices(Instants *instants, const LifecyclePicture *picture)
{
    const LifecycleFacts *facts = picture->facts;
    int64_t open = rule_days(picture->rules, CONDITION_ORDER_OPEN) * DAY_MS;
    int64_t contact = rule_days(picture->rules, CONDITION_CONTACTED) * DAY_MS;
    int64_t promoter = rule_days(picture->rules, CONDITION_PROMOTER_OR_REFERRAL) * DAY_MS;
    for (size_t i = 0; i < facts->open_count; i++) {
        instant_add(instants, facts->opens[i].from_ms);
        instant_add(instants, facts->opens[i].from_ms + open);
        if (facts->opens[i].to_ms != LIFECYCLE_FOREVER)
            instant_add(instants, facts->opens[i].to_ms);
    }
    for (size_t i = 0; i < facts->contact_count; i++) {
        instant_add(instants, facts->contacts[i]);
        instant_add(instants, facts->contacts[i] + contact);
    }
    for (size_t i = 0; i < facts->nps_count; i++) {
        instant_add(instants, facts->nps[i].answered_at);
        instant_add(instants, facts->nps[i].answered_at + promoter);
    }
}

static void prepare_instants(Arena *arena, LifecyclePicture *picture)
{
    const LifecycleFacts *facts = picture->facts;
    size_t most = 16 + 4 * facts->order_count + (2 + 2 * LOOKS_PER_CONTRACT) * facts->contract_count +
                  3 * picture->active_count + 3 * facts->open_count + 2 * facts->contact_count + 2 * facts->nps_count;
    Instants instants = {ARENA_ARRAY(arena, int64_t, most), 0};
    instant_add(&instants, facts->known_at);
    if (facts->has_override) {
        instant_add(&instants, facts->override_from);
        if (facts->override_until != LIFECYCLE_FOREVER)
            instant_add(&instants, facts->override_until);
    }
    add_of_orders(&instants, picture, rule_days(picture->rules, CONDITION_DECLINING) * DAY_MS);
    if (facts->contract_count > 0)
        add_of_contracts(&instants, picture);
    add_of_stretches(&instants, picture);
    add_of_voices(&instants, picture);
    sort(instants.list, instants.count, sizeof(int64_t), instant_order);
    size_t kept = 0;
    for (size_t i = 0; i < instants.count; i++) {
        if (kept == 0 || instants.list[kept - 1] != instants.list[i])
            instants.list[kept++] = instants.list[i];
    }
    picture->instants = instants.list;
    picture->instant_count = kept;
}

const LifecyclePicture *lifecycle_prepare(Arena *arena, LifecycleFacts *facts, const LifecycleRules *rules)
{
    LifecyclePicture *picture = ARENA_NEW(arena, LifecyclePicture);
    picture->facts = facts;
    picture->rules = rules;
    sort(facts->orders, facts->order_count, sizeof(LifecycleOrder), order_order);
    sort(facts->contracts, facts->contract_count, sizeof(LifecycleContract), contract_order);
    sort(facts->opens, facts->open_count, sizeof(LifecycleOpen), open_order);
    sort(facts->contacts, facts->contact_count, sizeof(int64_t), instant_order);
    sort(facts->nps, facts->nps_count, sizeof(LifecycleNps), nps_order);
    prepare_sums(arena, picture);
    prepare_stretches(arena, picture);
    prepare_instants(arena, picture);
    return picture;
}

int64_t lifecycle_next(const LifecyclePicture *picture, int64_t at_ms)
{
    size_t next = instants_until(picture->instants, picture->instant_count, at_ms);
    return next < picture->instant_count ? picture->instants[next] : LIFECYCLE_FOREVER;
}

const int64_t *lifecycle_instants(const LifecyclePicture *picture, size_t *out_count)
{
    *out_count = picture->instant_count;
    return picture->instants;
}
