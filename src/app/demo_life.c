#include "app/demo_life.h"

#include <stdlib.h>

#include "base/buffer.h"

#define YEARS_MS (2 * 365 * DAY_MS)
#define ACTS_MAX_PER_PERSON 160

typedef struct Life {
    DemoLives *lives;
    Arena *arena;
    Chance chance;
    int64_t now;
    int64_t begins_at;
    int person;
    double mood; /* 0 leaves, 1 recommends */
    int orders;
    DemoAct nowhere; /* what lies in the future did not happen */
} Life;

/* Months of gifts are busy: November, December and May. */
static double season(int64_t at)
{
    static const double load[12] = {0.8, 0.85, 0.9, 0.95, 1.25, 1.0, 0.95, 0.9, 0.95, 1.05, 1.45, 1.7};
    return load[civil_from_days(at / DAY_MS).month - 1];
}

static DemoAct *act_add(Life *life, DemoActKind kind, int64_t at)
{
    DemoLives *lives = life->lives;
    life->nowhere = (DemoAct){0};
    if (at >= life->now || lives->act_count >= (size_t)lives->person_count * ACTS_MAX_PER_PERSON)
        return &life->nowhere;
    DemoAct *act = &lives->acts[lives->act_count++];
    *act = (DemoAct){
        .at = at, .kind = kind, .person = life->person, .order = -1, .lines = {-1, -1, -1}, .score = -1, .quantity = 1};
    return act;
}

static double clamp(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* To a waking hour of the person's day. */
static int64_t waking(Life *life, int64_t at)
{
    const DemoCountry *country = life->lives->people[life->person].country;
    int64_t day = (at + country->zone_hours * HOUR_MS) / DAY_MS;
    int64_t minute = chance_between(&life->chance, 8 * 60, 22 * 60 - 1);
    int64_t moved =
        day * DAY_MS + minute * MINUTE_MS - country->zone_hours * HOUR_MS + chance_below(&life->chance, MINUTE_MS);
    return moved >= at ? moved : moved + DAY_MS;
}

/* To the desk's opening hours (Bogotá, Monday to Friday, 9 to 18). */
static int64_t at_work(int64_t at)
{
    const int64_t zone = -5 * HOUR_MS;
    int64_t local = at + zone;
    int64_t day = local / DAY_MS;
    int64_t in_day = local % DAY_MS;
    if (in_day >= 18 * HOUR_MS) {
        day++;
        in_day = 9 * HOUR_MS + (in_day % (37 * MINUTE_MS));
    } else if (in_day < 9 * HOUR_MS) {
        in_day = 9 * HOUR_MS + (in_day % (41 * MINUTE_MS));
    }
    while (weekday_of_days(day) > 4)
        day++;
    return day * DAY_MS + in_day - zone;
}

static int score_of(Life *life, double mood, int low, int high)
{
    double noise = chance_unit(&life->chance) + chance_unit(&life->chance) - 1;
    int score = low + (int)(clamp(mood + noise * 0.22) * (high - low + 0.999));
    return score > high ? high : score;
}

/* A ticket and how it goes: quick agents and quiet months leave people content. */
static void ticket_live(Life *life, int64_t at, DemoTopic topic, int order, int product, int64_t days)
{
    Chance *chance = &life->chance;
    static const int agents[] = {1, 2, 3, 4, 5};
    static const int shares[] = {1, 4, 3, 3, 2};
    int agent = agents[chance_weighted(chance, shares, 5)];
    double load = season(at) * (6.0 - demo_agents[agent].skill) / 3.0;
    DemoAct *act = act_add(life, ACT_TICKET, waking(life, at));
    act->topic = topic;
    act->agent = agent;
    act->order = order;
    act->lines[0] = product;
    act->days = days;
    int64_t t = act->at ? act->at : at;
    act->first_reply_at = at_work(t + (int64_t)(chance_waiting(chance, 2.2 * load) * (double)HOUR_MS) + 4 * MINUTE_MS);
    int64_t last = act->first_reply_at;
    if (topic != TOPIC_PRAISE && chance_of(chance, 0.45)) {
        act->follow_at = last + (int64_t)(chance_waiting(chance, 7.0) * (double)HOUR_MS) + 6 * MINUTE_MS;
        last = act->follow_at;
    }
    double effort = topic == TOPIC_BROKEN ? 60 : topic == TOPIC_RETURN ? 40 : topic == TOPIC_PRAISE ? 1 : 14;
    act->solved_at = at_work(last + (int64_t)(chance_waiting(chance, effort * load) * (double)HOUR_MS) + 9 * MINUTE_MS);
    if (chance_of(chance, 0.05 + 0.03 * load)) {
        act->again_at = act->solved_at + (int64_t)(chance_waiting(chance, 30.0) * (double)HOUR_MS) + HOUR_MS;
        act->solved_again_at =
            at_work(act->again_at + (int64_t)(chance_waiting(chance, 16.0) * (double)HOUR_MS) + HOUR_MS);
    }
    double hours = (double)(act->solved_at - t) / (double)HOUR_MS;
    double first = (double)(act->first_reply_at - t) / (double)HOUR_MS;
    double served = clamp(1.1 - first / 120.0 - hours / 420.0 - (act->again_at ? 0.3 : 0));
    life->mood = clamp(life->mood + (served - 0.6) * 0.35 + (topic == TOPIC_PRAISE ? 0.1 : 0));
    act->thanks = served > 0.55 && chance_of(chance, 0.5);
    act->has_note = chance_of(chance, 0.22);
    int64_t ends = act->again_at ? act->solved_again_at : act->solved_at;
    if (ends < life->now && chance_of(chance, 0.42))
        act->csat = score_of(life, served, 1, 5);
    if (ends < life->now && chance_of(chance, 0.12))
        act->ces = score_of(life, served, 1, 7);
}

static int product_of(Life *life, bool is_first)
{
    static const int first[] = {14, 10, 7, 4, 2, 5, 9, 6, 5, 10, 8, 8, 5, 3, 8, 2, 3, 3, 4, 1, 2, 2, 1, 3, 0, 0, 0};
    static const int later[] = {1, 1, 2, 2, 1, 2, 3, 3, 2, 22, 17, 16, 12, 7, 18, 6, 5, 6, 12, 7, 4, 4, 3, 4, 3, 1, 1};
    return chance_weighted(&life->chance, is_first ? first : later, 27);
}

static void after_delivery(Life *life, int64_t at, int order, int product, int64_t late_days)
{
    Chance *chance = &life->chance;
    if (late_days > 0) {
        life->mood = clamp(life->mood - 0.06 * (double)(late_days > 5 ? 5 : late_days));
        if (chance_of(chance, 0.35 + 0.05 * (double)late_days))
            ticket_live(life, at - (late_days - 1) * DAY_MS, TOPIC_LATE, order, product, 5 + late_days);
    } else {
        life->mood = clamp(life->mood + 0.03);
    }
    bool is_machine = product <= 7;
    if (is_machine && chance_of(chance, 0.13))
        ticket_live(life, at + chance_between(chance, 5, 200) * DAY_MS, TOPIC_BROKEN, order, product,
                    chance_between(chance, 5, 200));
    if (chance_of(chance, 0.11))
        ticket_live(life, at + DAY_MS, TOPIC_INVOICE, order, product, 2);
    if (chance_of(chance, 0.07))
        ticket_live(life, at + 2 * HOUR_MS, TOPIC_WRONG, order, product, 1);
    if (chance_of(chance, 0.05))
        ticket_live(life, at + 3 * DAY_MS, TOPIC_RETURN, order, product, chance_between(chance, 3, 12));
    if (life->mood > 0.85 && chance_of(chance, 0.05))
        ticket_live(life, at + 4 * DAY_MS, TOPIC_PRAISE, order, product, 1);
}

static void order_live(Life *life, int64_t at)
{
    Chance *chance = &life->chance;
    if (life->orders >= DEMO_ORDERS_MAX)
        return;
    DemoAct *order = act_add(life, ACT_ORDER, waking(life, at));
    if (order->at == 0)
        return; /* not today any more */
    int64_t t = order->at;
    int number = life->orders++;
    order->order = number;
    order->lines[0] = product_of(life, number == 0);
    int product = order->lines[0];
    if (chance_of(chance, 0.45))
        order->lines[1] = product_of(life, false);
    if (chance_of(chance, 0.2))
        order->lines[2] = product_of(life, false);
    order->quantity = product >= 9 && product <= 15 ? (int)chance_between(chance, 1, 3) : 1;
    order->promised_at = t + 5 * DAY_MS;
    if (chance_of(chance, 0.025)) {
        act_add(life, ACT_CANCEL_ORDER, t + 6 * HOUR_MS)->order = number;
        return;
    }
    int64_t took = (int64_t)((1.8 + chance_waiting(chance, 1.4 * season(t))) * (double)DAY_MS);
    int64_t delivered = t + took;
    act_add(life, ACT_DELIVER, delivered)->order = number;
    int64_t late = (delivered - order->promised_at + DAY_MS - 1) / DAY_MS;
    after_delivery(life, delivered, number, product, late > 0 ? late : 0);
}

static void nps_live(Life *life, int64_t from, int64_t until)
{
    for (int64_t at = from + 60 * DAY_MS; at < until && at < life->now; at += 170 * DAY_MS) {
        if (chance_of(&life->chance, 0.38))
            act_add(life, ACT_NPS, waking(life, at))->score = score_of(life, life->mood * 0.92, 0, 10);
    }
}

/* A subscriber pays monthly until the mood or the household ends it. */
static int64_t subscriber_live(Life *life, int64_t at)
{
    Chance *chance = &life->chance;
    DemoAct *start = act_add(life, ACT_CONTRACT, waking(life, at));
    if (start->at == 0)
        return life->now;
    start->lines[0] = 27 + (chance_of(chance, 0.35) ? 1 : 0);
    if (life->lives->people[life->person].company >= 0)
        start->lines[0] = 29;
    int64_t month = at;
    while (month < life->now) {
        month += 30 * DAY_MS;
        if (chance_of(chance, 0.05))
            ticket_live(life, month - 9 * DAY_MS, TOPIC_SUBSCRIPTION, -1, 9 + (int)chance_below(chance, 6), 30);
        if (chance_of(chance, 0.02 + 0.10 * (1 - life->mood))) {
            ticket_live(life, month - 3 * DAY_MS, TOPIC_CANCEL, -1, start->lines[0] > 0 ? start->lines[0] : 27, 1);
            act_add(life, ACT_CONTRACT_END, month);
            return month;
        }
    }
    return month;
}

static void buyer_live(Life *life, int64_t at)
{
    Chance *chance = &life->chance;
    double pace = 25 + chance_waiting(chance, 45);
    int64_t first = at;
    while (at < life->now) {
        order_live(life, at);
        if (chance_of(chance, 0.05 + 0.32 * (1 - life->mood))) {
            nps_live(life, first, at);
            if (!chance_of(chance, 0.14))
                return;
            at += chance_between(chance, 380, 520) * DAY_MS; /* gone for a year, then back */
            life->mood = 0.7;
            continue;
        }
        at += (int64_t)((6 + chance_waiting(chance, pace) / season(at)) * (double)DAY_MS);
    }
    nps_live(life, first, life->now);
}

static Text email_of(Arena *arena, Text first, Text last, int number)
{
    static const char *const domains[] = {"example.com", "example.org", "example.net"};
    Buffer folded = buffer_new(arena, 200);
    buffer_add_text(&folded, text_fold(arena, first));
    buffer_add_byte(&folded, '.');
    buffer_add_text(&folded, text_fold(arena, last));
    buffer_addf(&folded, "%d@%s", number, domains[number % 3]);
    return buffer_text(&folded);
}

static void person_make(Life *life, DemoPerson *person, int number)
{
    Chance *chance = &life->chance;
    int weights[16];
    for (int i = 0; i < demo_country_count; i++)
        weights[i] = demo_countries[i].weight;
    person->country = &demo_countries[chance_weighted(chance, weights, demo_country_count)];
    person->language = person->country->language;
    bool is_pt = strcmp(person->language, "pt") == 0;
    bool is_en = strcmp(person->language, "en") == 0;
    const char *const *firsts = is_pt ? demo_first_pt : is_en ? demo_first_en : demo_first_es;
    const char *const *lasts = is_pt ? demo_last_pt : is_en ? demo_last_en : demo_last_es;
    person->first_name = text_of(firsts[chance_below(chance, demo_count(firsts))]);
    Text last = text_of(lasts[chance_below(chance, demo_count(lasts))]);
    person->name = text_format(life->arena, "%.*s %.*s", TEXT_ARG(person->first_name), TEXT_ARG(last));
    person->email = email_of(life->arena, person->first_name, last, number);
    person->phone =
        text_format(life->arena, "%s%07lld", person->country->phone, (long long)chance_below(chance, 10000000));
    person->city = person->country->cities[chance_below(chance, demo_count(person->country->cities))];
    for (int i = 0; i < demo_source_count; i++)
        weights[i] = demo_sources[i].weight;
    person->source = &demo_sources[chance_weighted(chance, weights, demo_source_count)];
    person->company = chance_of(chance, 0.07) ? (int)chance_below(chance, demo_count(demo_companies)) : -1;
    person->patience = chance_unit(chance);
    /* More join as the shop grows, and most before the holidays. */
    do {
        double grown = chance_unit(chance);
        person->joined_at = life->begins_at + (int64_t)((1 - grown * grown) * (double)YEARS_MS * 0.985);
    } while (!chance_of(chance, season(person->joined_at) / 1.75));
    person->order_ids = ARENA_ARRAY(life->arena, int64_t, DEMO_ORDERS_MAX);
    person->chance.state = chance_next(chance);
}

static void person_live(Life *life)
{
    DemoPerson *person = &life->lives->people[life->person];
    Chance *chance = &life->chance;
    int64_t at = waking(life, person->joined_at);
    person->joined_at = at;
    if (act_add(life, ACT_JOIN, at)->at == 0)
        return;
    life->mood = 0.62 + 0.25 * person->patience;
    life->orders = 0;
    if (chance_of(chance, 0.42))
        ticket_live(life, at, TOPIC_QUESTION, -1, product_of(life, true), 1);
    if (chance_of(chance, 0.24))
        return; /* only looks */
    if (chance_of(chance, 0.03))
        act_add(life, ACT_DOUBLE, at + 9 * DAY_MS);
    int64_t bought = at + chance_between(chance, 0, 20) * DAY_MS;
    if (person->company >= 0 || chance_of(chance, 0.22)) {
        order_live(life, bought);
        int64_t ended = subscriber_live(life, bought + 12 * DAY_MS);
        nps_live(life, bought, ended);
    } else {
        buyer_live(life, bought);
    }
}

static int act_order(const void *a, const void *b)
{
    const DemoAct *x = a;
    const DemoAct *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

void demo_live(Arena *arena, uint64_t seed, int customers, int64_t now, DemoLives *out_lives)
{
    *out_lives = (DemoLives){
        .people = ARENA_ARRAY(arena, DemoPerson, (size_t)customers),
        .person_count = customers,
        .acts = ARENA_ARRAY(arena, DemoAct, (size_t)customers * ACTS_MAX_PER_PERSON),
    };
    Life life = {.lives = out_lives, .arena = arena, .now = now, .begins_at = now - YEARS_MS};
    life.chance.state = seed;
    for (int i = 0; i < customers; i++) {
        life.person = i;
        person_make(&life, &out_lives->people[i], i + 1);
        person_live(&life);
    }
    qsort(out_lives->acts, out_lives->act_count, sizeof(DemoAct), act_order);
}
