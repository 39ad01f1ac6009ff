#include "lifecycle/stage_members.h"

#include "lifecycle/lifecycle_judge.h"
#include "people/customer.h"

#define PAGE_USUAL 20
#define PAGE_MAX 50

typedef enum MemberSort { BY_VALUE, BY_SINCE } MemberSort;

/* The greatest value first; the earliest arrival first. "$1" is the stage, "$2" and "$3" what the page before ended with,
 * "$4" the rows. */
#define VALUE_SQL(column)                                                                                              \
    DB_SQL("SELECT customer_id, COALESCE(clv, 0) FROM customer_lifecycle WHERE " column                                \
           " = $1 AND clv <= $2 AND (clv < $2 OR customer_id < $3) ORDER BY clv DESC, customer_id DESC LIMIT $4")
#define SINCE_SQL(column)                                                                                              \
    DB_SQL("SELECT customer_id, " column "_since FROM customer_lifecycle WHERE " column " = $1 AND " column            \
           "_since >= $2 AND (" column "_since > $2 OR customer_id > $3) ORDER BY " column                             \
           "_since, customer_id LIMIT $4")

static DbSql members_sql(Ladder ladder, MemberSort sort)
{
    switch (ladder) {
    case LADDER_RELATIONSHIP: return sort == BY_VALUE ? VALUE_SQL("relationship") : SINCE_SQL("relationship");
    case LADDER_VALUE_STAGE: return sort == BY_VALUE ? VALUE_SQL("value_stage") : SINCE_SQL("value_stage");
    case LADDER_STAGE:
    case LADDER_COUNT: break;
    }
    return sort == BY_VALUE ? VALUE_SQL("stage") : SINCE_SQL("stage");
}

typedef struct MemberPage {
    Text stage;
    Ladder ladder;
    MemberSort sort;
    int64_t limit;
    int64_t after_key; /* of the last row of the page before, and its customer */
    int64_t after_id;
} MemberPage;

static Result place_read(Work *work, const Request *request, MemberPage *page)
{
    int ladder = choice_index(ladder_names, request->words[0]);
    if (ladder < 0)
        return fail(FAULT_NOT_FOUND, "There is no such ladder: stage, value_stage or relationship.");
    page->ladder = (Ladder)ladder;
    page->stage = request->words[1];
    if (choice_index(ladder_stages(page->ladder), page->stage) < 0)
        return fail(FAULT_NOT_FOUND, "The ladder has no such stage.");
    (void)work;
    return done();
}

/* "KEY.ID", as the page before gave it. */
static bool after_read(Text after, MemberPage *page)
{
    size_t dot = text_find_byte(after, '.', 0);
    return dot != SIZE_MAX && text_to_int(text_slice(after, 0, dot), &page->after_key) &&
           text_to_int(text_slice(after, dot + 1, after.length), &page->after_id);
}

static Result page_read(Work *work, const Request *request, MemberPage *page)
{
    Text sort = request_query(request, "sort");
    Text limit = request_query(request, "limit");
    Text after = request_query(request, "after");
    *page = (MemberPage){.limit = PAGE_USUAL};
    TRY(place_read(work, request, page));
    if (text_is(sort, "since"))
        page->sort = BY_SINCE;
    else if (!text_is_empty(sort) && !text_is(sort, "value"))
        return work_fault(work, TEXT("sort"), "wrong_type", "sort is value or since.");
    if (limit.data && (!text_to_int(limit, &page->limit) || page->limit < 1 || page->limit > PAGE_MAX))
        return work_fault(work, TEXT("limit"), "out_of_range", "limit is a whole number from 1 to %d.", PAGE_MAX);
    page->after_key = page->sort == BY_VALUE ? INT64_MAX : INT64_MIN;
    page->after_id = page->after_key;
    if (!text_is_empty(after) && !after_read(after, page))
        return work_fault(work, TEXT("after"), "stale_cursor",
                          "This cursor is not one of this list and order; begin again without it.");
    return done();
}

typedef struct MemberRows {
    int64_t ids[PAGE_MAX];
    int64_t keys[PAGE_MAX];
    int64_t count;
    bool has_more;
} MemberRows;

static Result rows_read(Work *work, const MemberPage *page, MemberRows *rows)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db, members_sql(page->ladder, page->sort),
        DB_VALUES(db_text(page->stage), db_int(page->after_key), db_int(page->after_id), db_int(page->limit + 1)),
        &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        if (rows->count == page->limit) {
            rows->has_more = true;
            return done();
        }
        rows->ids[rows->count] = db_column_int(&cursor, 0);
        rows->keys[rows->count++] = db_column_int(&cursor, 1);
    }
}

static Result members_show(Work *work, const Request *request, Answer *answer)
{
    MemberPage page;
    MemberRows rows = {.count = 0};
    TRY(page_read(work, request, &page));
    TRY(rows_read(work, &page, &rows));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (int64_t i = 0; i < rows.count; i++) {
        int64_t version;
        TRY(entity_write_json(work, &customer_entity, rows.ids[i], TEXT("company"), json, &version));
    }
    json_end_list(json);
    if (rows.has_more)
        json_put_text(json, "next",
                      text_format(work->arena, "%lld.%lld", (long long)rows.keys[rows.count - 1],
                                  (long long)rows.ids[rows.count - 1]));
    else
        json_put_null(json, "next");
    json_end_object(json);
    return done();
}

static const RouteParameter members_parameters[] = {
    {"sort", "string", "value: the greatest first; since: who has been there longest first. value without."},
    {"limit", "integer", "Rows of a page, 1 to 50; 20 without."},
    {"after", "string", "Where the page before ended: its next."},
};

const Route stage_members_routes[] = {
    {.method = "GET",
     .path = "/api/v1/journey/{ladder}/{stage}",
     .entity = &customer_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = members_show,
     .gives = SHAPE_LIST,
     .gives_entity = &customer_entity,
     .parameters = members_parameters,
     .parameter_count = sizeof(members_parameters) / sizeof(members_parameters[0]),
     .about = "The customers who stand on a stage of a ladder now: a column of the journey board."},
    {.path = NULL},
};
