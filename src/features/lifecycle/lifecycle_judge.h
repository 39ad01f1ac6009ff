/* Where a customer stands: a pure judgement of dated facts by editable rules (METRICS.md, Lifecycle). Three ladders:
 * relationship, journey stage, value stage; on each the first rule that holds decides. The same facts and rules give the
 * same answer for any instant, so the step at an event, the clock's step and the rebuilding of a whole history agree. */
#ifndef LAZO_LIFECYCLE_JUDGE_H
#define LAZO_LIFECYCLE_JUDGE_H

#include "base/clock.h"
#include "desk/customer_stages.h"

typedef enum Ladder { LADDER_RELATIONSHIP, LADDER_STAGE, LADDER_VALUE_STAGE, LADDER_COUNT } Ladder;
extern const char *const ladder_names[];
/* The stages of a ladder by name; NULL at the end. */
const char *const *ladder_stages(Ladder ladder);

/* What a rule asks; `days` of the rule is what it says here. Facts that are not there make it false. */
typedef enum Condition {
    CONDITION_NEVER_BOUGHT,
    CONDITION_BOUGHT,               /* a paid order or running contract; and active */
    CONDITION_HAS_BOUGHT,           /* ever */
    CONDITION_ACTIVE,               /* running contract, or ordered within the inactivity window */
    CONDITION_INACTIVE,             /* bought, but no longer active */
    CONDITION_CAME_BACK,            /* active again since at most `days`, after having been lost */
    CONDITION_DECLINING,            /* inactive; or revenue of `days` under half of the same days a year before; or
                                       probability alive under 0.5 */
    CONDITION_PROMOTER_OR_REFERRAL, /* bought again, and the last NPS answer is a promoter's, not older than `days` */
    CONDITION_BOUGHT_AGAIN,         /* paid orders on two different days or `days` of contract; and active */
    CONDITION_ORDER_OPEN,           /* an order or invoice open for at most `days` */
    CONDITION_CONTACTED,            /* an inbound contact within `days` */
    CONDITION_KNOWN,                /* always */
    CONDITION_MARGIN_ABOVE_LINE,    /* active, cumulative margin over cost and yearly revenue above the calibrated line;
                                       where costs are missing: `days` of tenure and four days with orders or two years
                                       of contract */
    CONDITION_MARGIN_POSITIVE,      /* active and cumulative margin over cost; where costs are missing: orders on two
                                       days or `days` of contract */
    CONDITION_COUNT,
} Condition;
extern const char *const condition_names[];

typedef struct LifecycleRule {
    Ladder ladder;
    int stage; /* Stage, ValueStage or Relationship */
    Condition condition;
    int64_t days; /* 0: the condition needs none */
} LifecycleRule;

#define LIFECYCLE_RULES_MAX 64
typedef struct LifecycleRules {
    LifecycleRule list[LIFECYCLE_RULES_MAX]; /* by ladder in the order of looking */
    size_t count;
    int64_t inactivity_days;
    bool has_line; /* of yearly revenue, fixed at the last calibration */
    int64_t line;  /* base currency */
} LifecycleRules;
/* The rules that a workspace begins with. */
extern const LifecycleRule default_lifecycle_rules[];
extern const size_t default_lifecycle_rule_count;
#define INACTIVITY_DAYS 365

/* An end that never comes; far from overflow when windows are added. */
#define LIFECYCLE_FOREVER (INT64_C(1) << 60)

/* A paid order; cancelled, returned and unpaid ones are none. */
typedef struct LifecycleOrder {
    int64_t ordered_at;
    int64_t counted_at; /* paid; not before ordered_at */
    int64_t day;        /* local day of ordered_at */
    int64_t revenue;    /* base currency */
    int64_t margin;
    bool has_margin;
} LifecycleOrder;
typedef struct LifecycleContract {
    int64_t started_at;
    int64_t ended_at;  /* LIFECYCLE_FOREVER: runs on */
    int64_t amount;    /* a period, base currency */
    int64_t period_ms; /* 0: once, at the start */
} LifecycleContract;
/* An order or invoice that waits to be paid. */
typedef struct LifecycleOpen {
    int64_t from_ms;
    int64_t to_ms; /* LIFECYCLE_FOREVER: still open */
} LifecycleOpen;
typedef struct LifecycleNps {
    int64_t answered_at;
    double score;
} LifecycleNps;

typedef struct LifecycleFacts {
    int64_t known_at;
    LifecycleOrder *orders; /* sorted by counted_at when prepared; so are the others */
    size_t order_count;
    LifecycleContract *contracts;
    size_t contract_count;
    LifecycleOpen *opens;
    size_t open_count;
    int64_t *contacts;
    size_t contact_count;
    LifecycleNps *nps;
    size_t nps_count;
    bool has_acquisition_cost;
    int64_t acquisition_cost;
    bool has_p_alive;
    double p_alive;
    bool has_override; /* a stage set by hand, looked at first */
    Stage override_stage;
    int64_t override_from;
    int64_t override_until; /* LIFECYCLE_FOREVER: until it is taken back */
} LifecycleFacts;

/* The facts made ready for judging many instants: sums, merged stretches of activity, instants at which time alone may
 * change something. Lives in the arena. */
typedef struct LifecyclePicture LifecyclePicture;
/* Sorts the facts' lists in place. */
const LifecyclePicture *lifecycle_prepare(Arena *arena, LifecycleFacts *facts, const LifecycleRules *rules);

typedef struct LifecycleVerdict {
    Relationship relationship;
    Stage stage;
    bool keeps_stage; /* lost: the last stage it reached stays; `stage` is then the one that was given as `kept` */
    bool has_value_stage;
    ValueStage value_stage;
    const char *rules[LADDER_COUNT]; /* which rule decided: a condition's name, "by_hand", "kept" or "none" */
    int64_t revenue;                 /* so far, base currency */
} LifecycleVerdict;
/* `kept`: the stage held until now. */
LifecycleVerdict lifecycle_judge(const LifecyclePicture *picture, int64_t at_ms, Stage kept);

/* The first instant after `at_ms` at which time alone may change the verdict; LIFECYCLE_FOREVER for none. */
int64_t lifecycle_next(const LifecyclePicture *picture, int64_t at_ms);
/* All such instants and those of the facts, ascending, without repetition. */
const int64_t *lifecycle_instants(const LifecyclePicture *picture, size_t *out_count);

/* What an event says of the facts behind a move: {"orders": 2, "order_days": 2, "revenue": …, "last_order_at": …, …}. */
typedef struct LifecycleSummary {
    int64_t orders;
    int64_t order_days;
    int64_t revenue;
    int64_t last_order_at; /* 0: none, here and below */
    int64_t last_contact_at;
    int64_t active_until; /* LIFECYCLE_FOREVER: a contract runs on */
    bool has_nps;
    double last_nps;
    bool has_contract; /* running */
} LifecycleSummary;
LifecycleSummary lifecycle_summary(const LifecyclePicture *picture, int64_t at_ms);

#endif
