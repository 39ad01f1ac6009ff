/* The judgement alone: a customer is a line of facts, told in days from an origin. */
#include "../base/check.h"

#include <stdio.h>

#include "lifecycle/lifecycle_judge.h"

#define FACTS_MAX 16
#define ORIGIN (20000 * DAY_MS)
#define NEVER 1000000

typedef struct Case {
    const char *says;
    int orders[FACTS_MAX];       /* days of paid orders, 0 ends; day 1 is the first */
    int totals[FACTS_MAX];       /* of the orders; 0: 100 */
    int contracts[FACTS_MAX][2]; /* from, to */
    int opens[FACTS_MAX][2];     /* open orders or invoices: from, to */
    int contacts[FACTS_MAX];
    int nps[FACTS_MAX][2]; /* day, score */
    int p_alive_percent;   /* 0: no model */
    int at;
    Relationship relationship;
    Stage stage;
    int value_stage; /* -1: none */
} Case;

static int64_t day_ms(int day)
{
    return day >= NEVER ? LIFECYCLE_FOREVER : ORIGIN + day * DAY_MS;
}

static const LifecyclePicture *picture_of(Arena *arena, const Case *test)
{
    LifecycleFacts *facts = ARENA_NEW(arena, LifecycleFacts);
    LifecycleRules *rules = ARENA_NEW(arena, LifecycleRules);
    facts->known_at = day_ms(0);
    facts->orders = ARENA_ARRAY(arena, LifecycleOrder, FACTS_MAX);
    facts->contracts = ARENA_ARRAY(arena, LifecycleContract, FACTS_MAX);
    facts->opens = ARENA_ARRAY(arena, LifecycleOpen, FACTS_MAX);
    facts->contacts = ARENA_ARRAY(arena, int64_t, FACTS_MAX);
    facts->nps = ARENA_ARRAY(arena, LifecycleNps, FACTS_MAX);
    for (size_t i = 0; i < FACTS_MAX && test->orders[i]; i++)
        facts->orders[facts->order_count++] = (LifecycleOrder){.ordered_at = day_ms(test->orders[i]),
                                                               .counted_at = day_ms(test->orders[i]),
                                                               .day = test->orders[i],
                                                               .revenue = test->totals[i] ? test->totals[i] : 100};
    for (size_t i = 0; i < FACTS_MAX && test->contracts[i][0]; i++)
        facts->contracts[facts->contract_count++] = (LifecycleContract){
            day_ms(test->contracts[i][0]), day_ms(test->contracts[i][1]), 1000, INT64_C(2629746000)};
    for (size_t i = 0; i < FACTS_MAX && test->opens[i][0]; i++)
        facts->opens[facts->open_count++] = (LifecycleOpen){day_ms(test->opens[i][0]), day_ms(test->opens[i][1])};
    for (size_t i = 0; i < FACTS_MAX && test->contacts[i]; i++)
        facts->contacts[facts->contact_count++] = day_ms(test->contacts[i]);
    for (size_t i = 0; i < FACTS_MAX && test->nps[i][0]; i++)
        facts->nps[facts->nps_count++] = (LifecycleNps){day_ms(test->nps[i][0]), test->nps[i][1]};
    facts->has_p_alive = test->p_alive_percent > 0;
    facts->p_alive = test->p_alive_percent / 100.0;
    rules->inactivity_days = INACTIVITY_DAYS;
    for (size_t i = 0; i < default_lifecycle_rule_count; i++)
        rules->list[rules->count++] = default_lifecycle_rules[i];
    return lifecycle_prepare(arena, facts, rules);
}

/* As it is lived: step by step through all instants until the one asked for. */
static LifecycleVerdict lived_until(const LifecyclePicture *picture, int64_t at_ms)
{
    size_t count;
    const int64_t *instants = lifecycle_instants(picture, &count);
    Stage kept = STAGE_DISCOVERY;
    for (size_t i = 0; i < count && instants[i] < at_ms; i++)
        kept = lifecycle_judge(picture, instants[i], kept).stage;
    return lifecycle_judge(picture, at_ms, kept);
}

static const Case cases[] = {
    {"known alone is discovery", .at = 10, RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
    {"a contact is consideration", .contacts = {5}, .at = 10, RELATIONSHIP_PROSPECT, STAGE_CONSIDERATION, -1},
    {"… on its day", .contacts = {5}, .at = 5, RELATIONSHIP_PROSPECT, STAGE_CONSIDERATION, -1},
    {"… not before", .contacts = {5}, .at = 4, RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
    {"… for 180 days", .contacts = {5}, .at = 184, RELATIONSHIP_PROSPECT, STAGE_CONSIDERATION, -1},
    {"… and no longer", .contacts = {5}, .at = 185, RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
    {"a later contact renews it", .contacts = {5, 100}, .at = 200, RELATIONSHIP_PROSPECT, STAGE_CONSIDERATION, -1},
    {"an open order is conversion", .opens = {{5, NEVER}}, .at = 6, RELATIONSHIP_PROSPECT, STAGE_CONVERSION, -1},
    {"… for 60 days", .opens = {{5, NEVER}}, .at = 64, RELATIONSHIP_PROSPECT, STAGE_CONVERSION, -1},
    {"older ones are collections", .opens = {{5, NEVER}}, .at = 65, RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
    {"an open order goes before a contact", .opens = {{5, NEVER}}, .contacts = {6}, .at = 7, RELATIONSHIP_PROSPECT,
     STAGE_CONVERSION, -1},
    {"a void one is none any more", .opens = {{5, 8}}, .contacts = {6}, .at = 8, RELATIONSHIP_PROSPECT,
     STAGE_CONSIDERATION, -1},
    {"a paid order is experience", .orders = {5}, .at = 5, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"… not before", .orders = {5}, .at = 4, RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
    {"… until the window ends", .orders = {5}, .at = 369, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"then lost, keeping the stage", .orders = {5}, .at = 370, RELATIONSHIP_LOST, STAGE_EXPERIENCE, VALUE_DECLINE},
    {"… whatever they write", .orders = {5}, .contacts = {400}, .at = 401, RELATIONSHIP_LOST, STAGE_EXPERIENCE,
     VALUE_DECLINE},
    {"two orders on one day are one", .orders = {5, 5}, .at = 6, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE,
     VALUE_INTRODUCTION},
    {"orders on two days are retention", .orders = {5, 6}, .at = 6, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_GROWTH},
    {"a promoter is an advocate", .orders = {5, 6}, .nps = {{7, 9}}, .at = 7, RELATIONSHIP_CUSTOMER, STAGE_ADVOCACY,
     VALUE_GROWTH},
    {"a passive is not", .orders = {5, 6}, .nps = {{7, 8}}, .at = 7, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_GROWTH},
    {"the last answer counts", .orders = {5, 6}, .nps = {{7, 10}, {9, 3}}, .at = 9, RELATIONSHIP_CUSTOMER,
     STAGE_RETENTION, VALUE_GROWTH},
    {"a promoter without a second order is none", .orders = {5}, .nps = {{7, 10}}, .at = 7, RELATIONSHIP_CUSTOMER,
     STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"a promoter's word grows old", .orders = {5, 6, 150}, .nps = {{7, 10}}, .at = 187, RELATIONSHIP_CUSTOMER,
     STAGE_RETENTION, VALUE_GROWTH},
    {"… on its 180th day", .orders = {5, 6, 150}, .nps = {{7, 10}}, .at = 186, RELATIONSHIP_CUSTOMER, STAGE_ADVOCACY,
     VALUE_GROWTH},
    {"a lost advocate's last word had grown old before", .orders = {5, 6}, .nps = {{7, 10}}, .at = 400,
     RELATIONSHIP_LOST, STAGE_RETENTION, VALUE_DECLINE},
    {"a lost advocate stays one in the journey", .orders = {5, 6}, .nps = {{300, 10}}, .at = 400, RELATIONSHIP_LOST,
     STAGE_ADVOCACY, VALUE_DECLINE},
    {"who orders again is won back", .orders = {5, 500}, .at = 500, RELATIONSHIP_WON_BACK, STAGE_RETENTION,
     VALUE_GROWTH},
    {"… for 180 days", .orders = {5, 500}, .at = 679, RELATIONSHIP_WON_BACK, STAGE_RETENTION, VALUE_GROWTH},
    {"… then a customer", .orders = {5, 500}, .at = 681, RELATIONSHIP_CUSTOMER, STAGE_RETENTION, VALUE_GROWTH},
    {"… and may be lost again", .orders = {5, 500}, .at = 865, RELATIONSHIP_LOST, STAGE_RETENTION, VALUE_DECLINE},
    {"ordering in time is no return", .orders = {5, 300}, .at = 301, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_GROWTH},
    {"the order of the facts does not matter", .orders = {500, 5}, .at = 500, RELATIONSHIP_WON_BACK, STAGE_RETENTION,
     VALUE_GROWTH},
    {"a running contract is experience", .contracts = {{5, NEVER}}, .at = 10, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE,
     VALUE_INTRODUCTION},
    {"half a year of contract grows", .contracts = {{5, NEVER}}, .at = 185, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE,
     VALUE_GROWTH},
    {"a year of contract is retention", .contracts = {{5, NEVER}}, .at = 370, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_GROWTH},
    {"… not a day sooner", .contracts = {{5, NEVER}}, .at = 369, RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE, VALUE_GROWTH},
    {"two years of contract are mature", .contracts = {{5, NEVER}}, .at = 735, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_MATURITY},
    {"the end of a contract loses at once", .contracts = {{5, 100}}, .at = 100, RELATIONSHIP_LOST, STAGE_EXPERIENCE,
     VALUE_DECLINE},
    {"a contract that will end runs until then", .contracts = {{5, 100}}, .at = 99, RELATIONSHIP_CUSTOMER,
     STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"a contract that is to start is nothing yet", .contracts = {{50, NEVER}}, .at = 40, RELATIONSHIP_PROSPECT,
     STAGE_DISCOVERY, -1},
    {"contracts that follow each other are one", .contracts = {{5, 200}, {200, NEVER}}, .at = 370,
     RELATIONSHIP_CUSTOMER, STAGE_RETENTION, VALUE_GROWTH},
    {"a gap between contracts is a return", .contracts = {{5, 200}, {210, NEVER}}, .at = 211, RELATIONSHIP_WON_BACK,
     STAGE_EXPERIENCE, VALUE_GROWTH},
    {"overlapping contracts do not count twice", .contracts = {{5, NEVER}, {6, NEVER}}, .at = 200,
     RELATIONSHIP_CUSTOMER, STAGE_EXPERIENCE, VALUE_GROWTH},
    {"an order keeps who ended the contract", .contracts = {{5, 100}}, .orders = {50}, .at = 101, RELATIONSHIP_CUSTOMER,
     STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"four days with orders and a year are mature", .orders = {5, 100, 200, 300, 380}, .at = 381, RELATIONSHIP_CUSTOMER,
     STAGE_RETENTION, VALUE_MATURITY},
    {"… not within the first year", .orders = {5, 100, 200, 300}, .at = 301, RELATIONSHIP_CUSTOMER, STAGE_RETENTION,
     VALUE_GROWTH},
    {"half the revenue of a year ago is a risk", .orders = {5, 10, 370}, .totals = {1000, 1000, 500}, .at = 375,
     RELATIONSHIP_AT_RISK, STAGE_RETENTION, VALUE_DECLINE},
    {"as much as a year ago is none", .orders = {5, 10, 370}, .totals = {1000, 1000, 2000}, .at = 375,
     RELATIONSHIP_CUSTOMER, STAGE_RETENTION, VALUE_GROWTH},
    {"exactly half is none", .orders = {5, 10, 370}, .totals = {1000, 1000, 1000}, .at = 375, RELATIONSHIP_CUSTOMER,
     STAGE_RETENTION, VALUE_GROWTH},
    {"a falling one who just came back is won back first", .orders = {5, 10, 371 + 10}, .totals = {1000, 1000, 100},
     .at = 385, RELATIONSHIP_WON_BACK, STAGE_RETENTION, VALUE_DECLINE},
    {"a model that doubts is a risk", .orders = {5, 50}, .p_alive_percent = 49, .at = 60, RELATIONSHIP_AT_RISK,
     STAGE_RETENTION, VALUE_DECLINE},
    {"a model that does not doubt is none", .orders = {5, 50}, .p_alive_percent = 50, .at = 60, RELATIONSHIP_CUSTOMER,
     STAGE_RETENTION, VALUE_GROWTH},
    {"one order is too little for a model", .orders = {5}, .p_alive_percent = 1, .at = 60, RELATIONSHIP_CUSTOMER,
     STAGE_EXPERIENCE, VALUE_INTRODUCTION},
    {"contracts are never judged by the model", .contracts = {{5, NEVER}}, .orders = {6, 7}, .p_alive_percent = 1,
     .at = 60, RELATIONSHIP_CUSTOMER, STAGE_RETENTION, VALUE_GROWTH},
};

static void each_case_stands_where_the_rules_say(void **state)
{
    Arena *arena = *state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const Case *test = &cases[i];
        LifecycleVerdict verdict = lived_until(picture_of(arena, test), day_ms(test->at));
        int value_stage = verdict.has_value_stage ? (int)verdict.value_stage : -1;
        if (verdict.relationship == test->relationship && verdict.stage == test->stage &&
            value_stage == test->value_stage)
            continue;
        wrong++;
        print_error("%s: %s (%s), %s (%s), %s (%s)\n", test->says, relationship_names[verdict.relationship],
                    verdict.rules[LADDER_RELATIONSHIP], stage_names[verdict.stage], verdict.rules[LADDER_STAGE],
                    value_stage < 0 ? "none" : value_stage_names[value_stage], verdict.rules[LADDER_VALUE_STAGE]);
    }
    assert_int_equal(wrong, 0);
}

/* Between two neighbours of lifecycle_instants nothing may change: looked at on every day. */
static void nothing_changes_between_the_instants(void **state)
{
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const LifecyclePicture *picture = picture_of(arena, &cases[i]);
        LifecycleVerdict last = {0};
        int64_t next = INT64_MIN;
        for (int day = 0; day < 1200; day++) {
            int64_t at = day_ms(day) + HOUR_MS;
            LifecycleVerdict now = lifecycle_judge(picture, at, last.stage);
            bool is_same =
                day == 0 || (now.relationship == last.relationship && now.stage == last.stage &&
                             now.has_value_stage == last.has_value_stage && now.value_stage == last.value_stage);
            if (!is_same && at < next)
                fail_msg("%s: day %d changed before its instant", cases[i].says, day);
            last = now;
            next = lifecycle_next(picture, at);
        }
    }
}

static void a_move_by_hand_is_looked_at_first_until_it_ends(void **state)
{
    Arena *arena = *state;
    LifecycleFacts facts = {.has_override = true,
                            .override_stage = STAGE_ADVOCACY,
                            .override_from = day_ms(10),
                            .override_until = day_ms(20)};
    LifecycleOrder orders[] = {{day_ms(5), day_ms(5), 5, 100, 0, false}, {day_ms(6), day_ms(6), 6, 100, 0, false}};
    LifecycleRules rules = {.inactivity_days = INACTIVITY_DAYS};
    for (size_t i = 0; i < default_lifecycle_rule_count; i++)
        rules.list[rules.count++] = default_lifecycle_rules[i];
    facts.orders = orders;
    facts.order_count = 2;
    const LifecyclePicture *picture = lifecycle_prepare(arena, &facts, &rules);
    assert_int_equal(lifecycle_judge(picture, day_ms(9), STAGE_DISCOVERY).stage, STAGE_RETENTION);
    assert_int_equal(lifecycle_judge(picture, day_ms(10), STAGE_DISCOVERY).stage, STAGE_ADVOCACY);
    assert_string_equal(lifecycle_judge(picture, day_ms(19), STAGE_DISCOVERY).rules[LADDER_STAGE], "by_hand");
    assert_int_equal(lifecycle_judge(picture, day_ms(20), STAGE_ADVOCACY).stage, STAGE_RETENTION);
    assert_int_equal(lifecycle_next(picture, day_ms(15)), day_ms(20));
}

static void margins_decide_where_costs_are_known(void **state)
{
    Arena *arena = *state;
    LifecycleOrder orders[] = {{day_ms(5), day_ms(5), 5, 1000, 400, true}};
    LifecycleRules rules = {.inactivity_days = INACTIVITY_DAYS, .has_line = true, .line = 900};
    for (size_t i = 0; i < default_lifecycle_rule_count; i++)
        rules.list[rules.count++] = default_lifecycle_rules[i];
    LifecycleFacts facts = {.orders = orders, .order_count = 1, .has_acquisition_cost = true, .acquisition_cost = 399};
    assert_int_equal(lifecycle_judge(lifecycle_prepare(arena, &facts, &rules), day_ms(6), 0).value_stage,
                     VALUE_MATURITY);
    rules.line = 1000;
    assert_int_equal(lifecycle_judge(lifecycle_prepare(arena, &facts, &rules), day_ms(6), 0).value_stage, VALUE_GROWTH);
    facts.acquisition_cost = 400;
    assert_int_equal(lifecycle_judge(lifecycle_prepare(arena, &facts, &rules), day_ms(6), 0).value_stage,
                     VALUE_INTRODUCTION);
}

static void without_rules_everybody_is_a_prospect_in_discovery(void **state)
{
    LifecycleOrder orders[] = {{day_ms(5), day_ms(5), 5, 100, 0, false}};
    LifecycleFacts facts = {.orders = orders, .order_count = 1};
    LifecycleRules rules = {.inactivity_days = 365};
    LifecycleVerdict verdict = lifecycle_judge(lifecycle_prepare(*state, &facts, &rules), day_ms(6), STAGE_ADVOCACY);
    assert_int_equal(verdict.relationship, RELATIONSHIP_PROSPECT);
    assert_int_equal(verdict.stage, STAGE_DISCOVERY);
    assert_false(verdict.has_value_stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(each_case_stands_where_the_rules_say),
        IN_ARENA(nothing_changes_between_the_instants),
        IN_ARENA(a_move_by_hand_is_looked_at_first_until_it_ends),
        IN_ARENA(margins_decide_where_costs_are_known),
        IN_ARENA(without_rules_everybody_is_a_prospect_in_discovery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
