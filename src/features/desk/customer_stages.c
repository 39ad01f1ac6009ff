#include "desk/customer_stages.h"

const char *const stage_names[] = {"discovery", "consideration", "conversion", "experience",
                                   "retention", "advocacy",      NULL};
const char *const value_stage_names[] = {"introduction", "growth", "maturity", "decline", NULL};
const char *const relationship_names[] = {"prospect", "customer", "at_risk", "lost", "won_back", NULL};

static CustomerStagesReader stages_reader;

void customer_stages_set_reader(CustomerStagesReader reader)
{
    stages_reader = reader;
}

Result customer_stages(Work *work, int64_t customer_id, CustomerStages *out_stages)
{
    *out_stages = (CustomerStages){0};
    if (stages_reader == NULL || work->mode == WORK_IMPORT)
        return done();
    return stages_reader(work, customer_id, out_stages);
}

const StagesSpan *stages_span_at(const StagesSpan *spans, size_t count, int64_t at_ms)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spans[middle].from_ms <= at_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return count == 0 ? NULL : &spans[low == 0 ? 0 : low - 1];
}

#define TICKETS_FILLED_MAX 10000

typedef struct Unfilled {
    int64_t id;
    int64_t created_at;
} Unfilled;

static Result unfilled_load(Work *work, int64_t customer_id, Unfilled **out_rows, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, created_at FROM tickets WHERE customer_id = $1 AND stage IS NULL "
                        "ORDER BY created_at, id LIMIT 10000"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    size_t capacity = 64;
    *out_rows = ARENA_ARRAY(work->arena, Unfilled, capacity);
    *out_count = 0;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == TICKETS_FILLED_MAX)
            return done();
        if (*out_count == capacity) {
            Unfilled *larger = ARENA_ARRAY(work->arena, Unfilled, capacity * 2);
            memcpy(larger, *out_rows, capacity * sizeof(Unfilled));
            *out_rows = larger;
            capacity *= 2;
        }
        (*out_rows)[(*out_count)++] = (Unfilled){db_column_int(&cursor, 0), db_column_int(&cursor, 1)};
    }
}

Result ticket_fill_stages(Work *work, int64_t customer_id, const StagesSpan *spans, size_t count)
{
    if (count == 0)
        return done();
    Unfilled *rows;
    size_t row_count;
    TRY(unfilled_load(work, customer_id, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        const CustomerStages *then = &stages_span_at(spans, count, rows[i].created_at - 1)->stages;
        const char *value_stage = then->has_value_stage ? value_stage_names[then->value_stage] : NULL;
        TRY(db_run(work->db, DB_SQL("UPDATE tickets SET stage = $1, value_stage = $2, relationship = $3 WHERE id = $4"),
                   DB_VALUES(db_string(stage_names[then->stage]), db_string(value_stage),
                             db_string(relationship_names[then->relationship]), db_int(rows[i].id)),
                   NULL));
    }
    return done();
}
