#include "commerce/rate_reconvert.h"

#include <stdlib.h>

#include "commerce/commerce_totals.h"
#include "commerce/rate.h"
#include "store/lane.h"

typedef struct Converted {
    const char *select;
    const char *update;
    bool counts; /* in the customer's totals */
} Converted;

static const Converted converted[] = {
    {"SELECT id, total, ordered_at, base_total, rate_day, customer_id FROM orders WHERE currency = $1 AND id > $2 "
     "ORDER BY id LIMIT $3",
     "UPDATE orders SET base_total = $2, rate_day = $3 WHERE id = $1", true},
    {"SELECT id, total, issued_at, base_total, rate_day, customer_id FROM invoices WHERE currency = $1 AND id > $2 "
     "ORDER BY id LIMIT $3",
     "UPDATE invoices SET base_total = $2, rate_day = $3 WHERE id = $1", false},
    {"SELECT id, amount, paid_at, base_amount, rate_day, customer_id FROM payments WHERE currency = $1 AND id > $2 "
     "ORDER BY id LIMIT $3",
     "UPDATE payments SET base_amount = $2, rate_day = $3 WHERE id = $1", false},
    {"SELECT id, amount, started_at, base_amount, rate_day, customer_id FROM contracts WHERE currency = $1 AND id > $2 "
     "ORDER BY id LIMIT $3",
     "UPDATE contracts SET base_amount = $2, rate_day = $3 WHERE id = $1", false},
};
#define CONVERTED_COUNT ((int64_t)(sizeof(converted) / sizeof(converted[0])))

typedef struct Row {
    int64_t id;
    int64_t amount;
    int64_t at;
    bool had_base;
    int64_t base;
    int64_t rate_day;
    int64_t customer_id;
} Row;

static Result rows_read(Work *work, const Converted *table, Text currency, int64_t after_id, Row *rows, size_t *count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){table->select, true},
                 DB_VALUES(db_text(currency), db_int(after_id), db_int(RECONVERT_STEP)), &cursor));
    *count = 0;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *count == RECONVERT_STEP)
            return done();
        rows[(*count)++] = (Row){db_column_int(&cursor, 0), db_column_int(&cursor, 1), db_column_int(&cursor, 2),
                                 !db_is_null(&cursor, 3),   db_column_int(&cursor, 3), db_column_int(&cursor, 4),
                                 db_column_int(&cursor, 5)};
    }
}

static Result row_convert(Work *work, const Converted *table, Text currency, const Row *row, bool *out_changed)
{
    BaseAmount base;
    TRY(rate_convert_at(work, row->amount, currency, row->at, &base));
    bool is_same =
        base.is_known == row->had_base && (!base.is_known || (base.amount == row->base && base.day == row->rate_day));
    *out_changed = !is_same;
    if (is_same)
        return done();
    return db_run(work->db, (DbSql){table->update, true},
                  DB_VALUES(db_int(row->id), db_int_if(base.is_known, base.amount), db_int_if(base.is_known, base.day)),
                  NULL);
}

static int id_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The rows of one table, then the totals of each customer among them once. */
static Result rows_convert(Work *work, const Converted *table, Text currency, const Row *rows, size_t count)
{
    int64_t *customers = ARENA_ARRAY(work->arena, int64_t, RECONVERT_STEP);
    size_t customer_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_changed;
        TRY(row_convert(work, table, currency, &rows[i], &is_changed));
        if (is_changed && table->counts)
            customers[customer_count++] = rows[i].customer_id;
    }
    qsort(customers, customer_count, sizeof(int64_t), id_order);
    for (size_t i = 0; i < customer_count; i++) {
        if (i == 0 || customers[i] != customers[i - 1])
            TRY(commerce_recompute(work, customers[i]));
    }
    return done();
}

Result rate_reconvert_step(Work *work, Text currency, ReconvertPlace *place, bool *out_is_done)
{
    Row *rows = ARENA_ARRAY(work->arena, Row, RECONVERT_STEP);
    size_t count = 0;
    while (place->table < CONVERTED_COUNT && count == 0) {
        const Converted *table = &converted[place->table];
        TRY(rows_read(work, table, currency, place->after_id, rows, &count));
        TRY(rows_convert(work, table, currency, rows, count));
        if (count == RECONVERT_STEP)
            place->after_id = rows[count - 1].id;
        else
            *place = (ReconvertPlace){place->table + 1, 0};
    }
    *out_is_done = place->table >= CONVERTED_COUNT;
    return done();
}

Result rate_reconvert(Work *work, Text currency)
{
    ReconvertPlace place = {0};
    bool is_done;
    TRY(rate_reconvert_step(work, currency, &place, &is_done));
    if (is_done)
        return done();
    /* From the start, so that a rate that changes meanwhile is seen by all rows. */
    Text key = text_format(work->arena, RATE_RECONVERT_JOB ":%.*s", TEXT_ARG(currency));
    return job_add(work, RATE_RECONVERT_JOB, key, currency, work->now);
}

typedef struct Step {
    Text currency;
    ReconvertPlace place; /* where it begins */
    ReconvertPlace next;
    bool is_done;
} Step;

static Result step_apply(Work *work, void *context)
{
    Step *step = context;
    step->next = step->place; /* a piece may run more than once */
    return rate_reconvert_step(work, step->currency, &step->next, &step->is_done);
}

Result rate_reconvert_run(const JobRun *run)
{
    Step step = {.currency = run->payload};
    while (!step.is_done) {
        ArenaMark mark = arena_mark(run->arena);
        TRY(lane_do(workspace_lane(run->workspace), run->arena, &actor_system, WORK_LIVE, true, step_apply, &step));
        arena_rewind(run->arena, mark);
        step.place = step.next;
    }
    return done();
}
