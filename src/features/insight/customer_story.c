#include "insight/customer_story.h"

#include "insight/report_families.h"
#include "insight/report_source.h"

#define INACTIVITY_DAYS 365
#define INACTIVITY_DAYS_MAX 36500

/* A statement whose rows come by customer, one row ahead. */
typedef struct Feed {
    DbCursor cursor;
    bool has_row;
} Feed;

typedef struct Teller {
    Stories *stories;
    const Zone *zone;
    Scan scan;
    Feed customers;
    Feed orders;
    Feed contracts;
    Feed stays[STORY_LADDERS];
    bool has_stays[STORY_LADDERS];
    Story story;       /* of the customer at hand */
    Story part;        /* of it, for one product */
    int product_place; /* of the product among the dimensions; -1: not asked */
    StoryContract *part_list;
    size_t part_capacity;
    /* grown, and used again for each customer */
    StoryOrder *order_list;
    size_t order_capacity;
    StoryContract *contract_list;
    size_t contract_capacity;
    Spell *spell_list;
    size_t spell_capacity;
    StoryStay *stay_lists[STORY_LADDERS];
    size_t stay_capacities[STORY_LADDERS];
} Teller;

static void *grown(Arena *arena, void *list, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity)
        return list;
    size_t wider = *capacity ? *capacity * 2 : 16;
    void *copy = arena_alloc_array(arena, wider, size);
    if (count > 0)
        memcpy(copy, list, count * size);
    *capacity = wider;
    return copy;
}

static Result feed_next(Feed *feed)
{
    return db_next(&feed->cursor, &feed->has_row);
}

static Result feed_open(Db *db, DbSql sql, const DbValue *values, size_t count, Feed *feed)
{
    TRY(db_query(db, sql, values, count, &feed->cursor));
    return feed_next(feed);
}

/* Leaves the feed at the customer's first row, if it has any. */
static Result feed_skip(Feed *feed, int64_t customer_id)
{
    while (feed->has_row && db_column_int(&feed->cursor, 0) < customer_id)
        TRY(feed_next(feed));
    return done();
}

static bool feed_is_at(const Feed *feed, int64_t customer_id)
{
    return feed->has_row && db_column_int(&feed->cursor, 0) == customer_id;
}

/* ---- facts ---- */

static StoryPeriod period_of(Text code)
{
    static const char *const codes[] = {"month", "quarter", "year"};
    for (int i = 0; i < 3; i++)
        if (text_is(code, codes[i]))
            return (StoryPeriod)i;
    return STORY_ONCE;
}

static Result take_orders(Teller *teller, Story *story)
{
    Feed *feed = &teller->orders;
    TRY(feed_skip(feed, story->customer_id));
    for (; feed_is_at(feed, story->customer_id);) {
        const DbCursor *row = &feed->cursor;
        teller->order_list = grown(teller->stories->work->arena, teller->order_list, &teller->order_capacity,
                                   story->order_count, sizeof(StoryOrder));
        int64_t at = db_column_int(row, 1);
        teller->order_list[story->order_count++] = (StoryOrder){
            .day = zone_day(teller->zone, at),
            .at = at,
            .has_amount = !db_is_null(row, 2),
            .amount = db_column_int(row, 2),
        };
        TRY(feed_next(feed));
    }
    story->orders = teller->order_list;
    return done();
}

static Result take_contracts(Teller *teller, Story *story)
{
    Feed *feed = &teller->contracts;
    TRY(feed_skip(feed, story->customer_id));
    for (; feed_is_at(feed, story->customer_id);) {
        const DbCursor *row = &feed->cursor;
        teller->contract_list = grown(teller->stories->work->arena, teller->contract_list, &teller->contract_capacity,
                                      story->contract_count, sizeof(StoryContract));
        teller->contract_list[story->contract_count++] = (StoryContract){
            .from_day = zone_day(teller->zone, db_column_int(row, 1)),
            .to_day = db_is_null(row, 2) ? NEVER_DAY : zone_day(teller->zone, db_column_int(row, 2)),
            .has_amount = !db_is_null(row, 3),
            .amount = db_column_int(row, 3),
            .period = period_of(db_column_text(row, 4)),
            .product_id = db_column_int(row, 5),
        };
        TRY(feed_next(feed));
    }
    story->contracts = teller->contract_list;
    return done();
}

static Result take_stays(Teller *teller, size_t ladder, Story *story)
{
    Feed *feed = &teller->stays[ladder];
    Arena *arena = teller->stories->work->arena;
    TRY(feed_skip(feed, story->customer_id));
    for (; feed_is_at(feed, story->customer_id);) {
        size_t *count = &story->stay_counts[ladder];
        teller->stay_lists[ladder] =
            grown(arena, teller->stay_lists[ladder], &teller->stay_capacities[ladder], *count, sizeof(StoryStay));
        teller->stay_lists[ladder][(*count)++] = (StoryStay){
            .entered_at = db_column_int(&feed->cursor, 1),
            .stage = text_copy(arena, db_column_text(&feed->cursor, 2)),
        };
        TRY(feed_next(feed));
    }
    story->stays[ladder] = teller->stay_lists[ladder];
    return done();
}

/* ---- spells ---- */

static void add_spell(Teller *teller, Story *story, Spell spell)
{
    if (spell.to_day <= spell.from_day)
        return;
    teller->spell_list = grown(teller->stories->work->arena, teller->spell_list, &teller->spell_capacity,
                               story->spell_count, sizeof(Spell));
    teller->spell_list[story->spell_count++] = spell;
}

/* Orders and contracts each come by their start: merging the two lists keeps the spells in order, so that each new one
 * either begins after the last one ended or makes it longer. */
static void join_spell(Teller *teller, Story *story, Spell spell)
{
    Spell *last = story->spell_count > 0 ? &teller->spell_list[story->spell_count - 1] : NULL;
    if (last && spell.from_day <= last->to_day)
        last->to_day = spell.to_day > last->to_day ? spell.to_day : last->to_day;
    else
        add_spell(teller, story, spell);
}

static void make_spells(Teller *teller, Story *story)
{
    size_t order = 0;
    size_t contract = 0;
    while (order < story->order_count || contract < story->contract_count) {
        bool takes_order =
            contract == story->contract_count ||
            (order < story->order_count && story->orders[order].day <= story->contracts[contract].from_day);
        Spell spell;
        if (takes_order) {
            int64_t day = story->orders[order++].day;
            spell = (Spell){day, day + teller->stories->inactivity_days};
        } else {
            spell = (Spell){story->contracts[contract].from_day, story->contracts[contract].to_day};
            contract++;
        }
        if (spell.to_day > spell.from_day)
            join_spell(teller, story, spell);
    }
    story->spells = teller->spell_list;
}

bool story_is_active(const Story *story, int64_t day)
{
    for (size_t i = 0; i < story->spell_count && story->spells[i].from_day <= day; i++)
        if (day < story->spells[i].to_day)
            return true;
    return false;
}

void story_set_stages(const Story *story, const ReportQuery *query, int64_t at, GroupValue *by)
{
    for (size_t i = 0; i < query->by_count; i++) {
        if ((BY_LADDERS & DIMENSION_BIT(query->by[i])) == 0)
            continue;
        size_t ladder = (size_t)(query->by[i] - BY_STAGE);
        by[i] = (GroupValue){.is_null = true};
        for (size_t k = 0; k < story->stay_counts[ladder] && story->stays[ladder][k].entered_at <= at; k++)
            by[i] = (GroupValue){.text = story->stays[ladder][k].stage};
    }
}

/* ---- the pass ---- */

#define ORDERS_SQL                                                                                                     \
    "SELECT customer_id, ordered_at, base_total FROM orders "                                                          \
    "WHERE status NOT IN ('cancelled', 'returned') ORDER BY customer_id, ordered_at, id"
#define CONTRACTS_SQL                                                                                                  \
    "SELECT customer_id, started_at, ended_at, base_amount, period, product_id FROM contracts "                        \
    "ORDER BY customer_id, started_at, id"
#define STAYS_SQL                                                                                                      \
    "SELECT customer_id, entered_at, stage FROM stage_stays WHERE ladder = $1 ORDER BY customer_id, entered_at, id"

static Result feeds_open(Teller *teller)
{
    Db *db = teller->stories->work->db;
    const ReportQuery *query = teller->stories->query;
    scan_where(&teller->scan, "c.merged_into IS NULL");
    TRY(scan_query(&teller->scan, "c.id, c.acquisition_cost", -1, "c.id", &teller->customers.cursor));
    TRY(feed_next(&teller->customers));
    TRY(feed_open(db, DB_SQL(ORDERS_SQL), DB_NO_VALUES, &teller->orders));
    TRY(feed_open(db, DB_SQL(CONTRACTS_SQL), DB_NO_VALUES, &teller->contracts));
    for (size_t i = 0; i < query->by_count; i++) {
        Dimension by = query->by[i];
        if ((BY_LADDERS & DIMENSION_BIT(by)) == 0 || teller->has_stays[by - BY_STAGE])
            continue;
        teller->has_stays[by - BY_STAGE] = true;
        TRY(feed_open(db, DB_SQL(STAYS_SQL), DB_VALUES(db_string(dimension_name(by))), &teller->stays[by - BY_STAGE]));
    }
    return done();
}

static Result tell_one(Teller *teller, Story *story)
{
    TRY(take_orders(teller, story));
    TRY(take_contracts(teller, story));
    for (size_t i = 0; i < STORY_LADDERS; i++)
        if (teller->has_stays[i])
            TRY(take_stays(teller, i, story));
    make_spells(teller, story);
    return done();
}

/* The contracts of one product (0: of none), and with those of none the orders. */
static Story part_of(Teller *teller, const Story *whole, int64_t product_id)
{
    Story part = *whole;
    part.is_whole = false;
    part.is_part = true;
    part.order_count = product_id == 0 ? whole->order_count : 0;
    part.contract_count = 0;
    part.spell_count = 0;
    for (size_t i = 0; i < whole->contract_count; i++) {
        if (whole->contracts[i].product_id != product_id)
            continue;
        teller->part_list = grown(teller->stories->work->arena, teller->part_list, &teller->part_capacity,
                                  part.contract_count, sizeof(StoryContract));
        teller->part_list[part.contract_count++] = whole->contracts[i];
    }
    part.contracts = teller->part_list;
    make_spells(teller, &part);
    return part;
}

static bool is_first_of_product(const Story *story, size_t contract)
{
    for (size_t i = 0; i < contract; i++)
        if (story->contracts[i].product_id == story->contracts[contract].product_id)
            return false;
    return true;
}

static Result tell_part(Teller *teller, int64_t product_id, GroupValue *by,
                        Result (*visit)(void *context, const Story *story), void *context)
{
    by[teller->product_place] = (GroupValue){.is_null = product_id == 0, .is_id = product_id != 0, .id = product_id};
    teller->part = part_of(teller, &teller->story, product_id);
    return visit(context, &teller->part);
}

static Result tell_parts(Teller *teller, GroupValue *by, Result (*visit)(void *context, const Story *story),
                         void *context)
{
    Story *story = &teller->story;
    story->is_whole = true;
    story->is_part = teller->product_place < 0;
    TRY(visit(context, story));
    if (story->is_part)
        return done();
    bool has_rest = story->order_count > 0;
    for (size_t i = 0; i < story->contract_count; i++) {
        has_rest = has_rest || story->contracts[i].product_id == 0;
        if (story->contracts[i].product_id != 0 && is_first_of_product(story, i))
            TRY(tell_part(teller, story->contracts[i].product_id, by, visit, context));
    }
    return has_rest ? tell_part(teller, 0, by, visit, context) : done();
}

static Result tell_all(Teller *teller, Result (*visit)(void *context, const Story *story), void *context)
{
    int first = (int)teller->scan.column_count;
    while (teller->customers.has_row) {
        const DbCursor *row = &teller->customers.cursor;
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&teller->scan, row, by);
        Story *story = &teller->story;
        *story = (Story){
            .customer_id = db_column_int(row, first), .acquisition_cost = db_column_int(row, first + 1), .by = by};
        TRY(tell_one(teller, story));
        if (story->order_count + story->contract_count > 0)
            TRY(tell_parts(teller, by, visit, context));
        TRY(feed_next(&teller->customers));
    }
    return done();
}

Result stories_begin(Work *work, const ReportQuery *query, Stories *out_stories)
{
    double days;
    TRY(setting_number(work, "inactivity_days", INACTIVITY_DAYS, &days));
    if (!(days >= 1) || days > INACTIVITY_DAYS_MAX)
        days = INACTIVITY_DAYS;
    *out_stories = (Stories){.work = work, .query = query, .inactivity_days = (int64_t)days};
    return done();
}

Result stories_read(Stories *stories, Result (*visit)(void *context, const Story *story), void *context)
{
    Teller teller = {.stories = stories, .zone = stories->query->zone, .product_place = -1};
    for (size_t i = 0; i < stories->query->by_count; i++)
        if (stories->query->by[i] == BY_PRODUCT)
            teller.product_place = (int)i;
    TRY(scan_begin(stories->work, stories->query, &customer_source, NULL, NULL, &teller.scan));
    Result result = feeds_open(&teller);
    if (is_ok(result))
        result = tell_all(&teller, visit, context);
    db_close_cursor(&teller.customers.cursor);
    db_close_cursor(&teller.orders.cursor);
    db_close_cursor(&teller.contracts.cursor);
    for (size_t i = 0; i < STORY_LADDERS; i++)
        db_close_cursor(&teller.stays[i].cursor);
    return result;
}
