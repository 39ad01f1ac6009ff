/* What each customer did, one customer after the other: orders, contracts, the spells in which it was active, the stages it
 * held. Reports over customers read it in one pass, whatever they count.
 *
 * A customer is active on a day when, at its close, a contract runs (started on it or before, and not ended by it) or an
 * order lies within the inactivity window (365 days, the setting `inactivity_days`). Cancelled and returned orders are
 * left aside. Days are those of the workspace's zone. */
#ifndef LAZO_INSIGHT_CUSTOMER_STORY_H
#define LAZO_INSIGHT_CUSTOMER_STORY_H

#include "insight/report.h"

#define NEVER_DAY INT64_C(1000000000)

typedef struct Spell {
    int64_t from_day; /* the first active day */
    int64_t to_day;   /* the first inactive day after it; NEVER_DAY: none */
} Spell;

typedef struct StoryOrder {
    int64_t day;
    int64_t at;
    bool has_amount;
    int64_t amount; /* base currency */
} StoryOrder;

typedef enum StoryPeriod { STORY_MONTH, STORY_QUARTER, STORY_YEAR, STORY_ONCE } StoryPeriod;
typedef struct StoryContract {
    int64_t from_day;
    int64_t to_day; /* NEVER_DAY: runs on */
    bool has_amount;
    int64_t amount; /* a period, base currency */
    StoryPeriod period;
    int64_t product_id; /* 0: none */
} StoryContract;

typedef struct StoryStay {
    Text stage;
    int64_t entered_at;
} StoryStay;
#define STORY_LADDERS 3 /* in the order of BY_STAGE, BY_VALUE_STAGE, BY_RELATIONSHIP */

/* Cut by product, a customer is told once whole and once for each product of its contracts, with the contracts of that
 * product alone (orders stand with those of no product); otherwise once, as both. */
typedef struct Story {
    int64_t customer_id;
    bool is_whole; /* counts in the total */
    bool is_part;  /* counts in the groups */
    int64_t acquisition_cost;
    const GroupValue *by;     /* dimensions of the customer itself; the others are null */
    const StoryOrder *orders; /* by instant */
    size_t order_count;
    const StoryContract *contracts; /* by start */
    size_t contract_count;
    const Spell *spells; /* ascending, apart */
    size_t spell_count;
    const StoryStay *stays[STORY_LADDERS]; /* of the ladders among the dimensions */
    size_t stay_counts[STORY_LADDERS];
} Story;

typedef struct Stories {
    Work *work;
    const ReportQuery *query;
    int64_t inactivity_days;
} Stories;

/* Every customer that the filter lets through and that ever ordered or had a contract. What the visitor is given lives
 * until it returns. */
MUST_CHECK Result stories_read(Stories *stories, Result (*visit)(void *context, const Story *story), void *context);
/* A new one, with the workspace's inactivity window. */
MUST_CHECK Result stories_begin(Work *work, const ReportQuery *query, Stories *out_stories);
bool story_is_active(const Story *story, int64_t day);
/* The ladders' dimensions of `by` as they were held at an instant. */
void story_set_stages(const Story *story, const ReportQuery *query, int64_t at, GroupValue *by);

#endif
