#include "people/customer_duplicate.h"

#include "model/filter.h"

static const char *const state_names[] = {"open", "dismissed", NULL};

static const Field duplicate_fields[] = {
    FIELD(Duplicate, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the pair."),
    FIELD(Duplicate, version, FIELD_VERSION, .about = "Grows with every change of its state."),
    FIELD(Duplicate, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true, .can = CAN_FILTER,
          .about = "The one that is known longer."),
    FIELD(Duplicate, other_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true, .can = CAN_FILTER,
          .about = "The other."),
    FIELD(Duplicate, score, FIELD_INT, .low = 0, .high = 100, .is_required = true, .can = CAN_FILTER | CAN_SORT,
          .about = "How likely they are one, 0 to 100."),
    FIELD(Duplicate, reasons, FIELD_TEXT, .is_required = true,
          .about = "What they have in common, space-separated: phone, email, name, city, company."),
    FIELD(Duplicate, state, FIELD_CHOICE, .choices = state_names, .is_required = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "open, or dismissed by somebody who knows that they are two."),
    FIELD(Duplicate, created_at, FIELD_TIME, .about = "When it was found."),
    FIELD(Duplicate, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

const Entity duplicate_entity = {
    .name = "duplicate",
    .plural = "duplicates",
    .table = "duplicates",
    .record_bytes = sizeof(Duplicate),
    ENTITY_FIELDS(duplicate_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CHANGE,
    .default_sort = "-score",
    .about = "Two customers that may be one, and why.",
};

/* ---- judging ---- */

static const struct {
    unsigned reason;
    const char *name;
    int64_t share; /* per cent */
} weights[] = {
    {REASON_EMAIL, "email", 75}, {REASON_PHONE, "phone", 65},     {REASON_NAME, "name", 40},
    {REASON_CITY, "city", 20},   {REASON_COMPANY, "company", 35},
};
#define WEIGHT_COUNT (sizeof(weights) / sizeof(weights[0]))

int64_t duplicate_score(unsigned reasons)
{
    int64_t open = 10000;
    for (size_t i = 0; i < WEIGHT_COUNT; i++)
        if (reasons & weights[i].reason)
            open = open * (100 - weights[i].share) / 100;
    return (10000 - open + 50) / 100;
}

static Text reasons_text(Arena *arena, unsigned reasons)
{
    Buffer out = buffer_new(arena, 256);
    for (size_t i = 0; i < WEIGHT_COUNT; i++) {
        if (!(reasons & weights[i].reason))
            continue;
        if (out.length > 0)
            buffer_add_byte(&out, ' ');
        buffer_add_string(&out, weights[i].name);
    }
    return buffer_text(&out);
}

/* ---- finding ---- */

#define SHARED_MAX 20 /* a key that more share is a switchboard's number or a name of many: it says nothing */
#define FOUND_MAX 60

typedef struct Found {
    int64_t other_id;
    unsigned reasons;
} Found;

typedef struct Finding {
    int64_t customer_id;
    Found list[FOUND_MAX];
    size_t count;
} Finding;

static void found_add(Finding *finding, int64_t other_id, unsigned reason)
{
    for (size_t i = 0; i < finding->count; i++) {
        if (finding->list[i].other_id == other_id) {
            finding->list[i].reasons |= reason;
            return;
        }
    }
    if (finding->count < FOUND_MAX)
        finding->list[finding->count++] = (Found){other_id, reason};
}

static Result sharers_find(Work *work, MatchKind kind, Text key, unsigned reason, Finding *finding)
{
    int64_t ids[SHARED_MAX];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT customer_id FROM customer_match_keys WHERE kind = $1 AND match_key = $2 AND customer_id "
               "<> $3 ORDER BY customer_id LIMIT $4"),
        DB_VALUES(db_string(match_kind_names[kind]), db_text(key), db_int(finding->customer_id),
                  db_int(SHARED_MAX + 1)),
        &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        if (count == SHARED_MAX)
            return done();
        ids[count++] = db_column_int(&cursor, 0);
    }
    for (size_t i = 0; i < count; i++)
        found_add(finding, ids[i], reason);
    return done();
}

static Result by_keys_find(Work *work, Finding *finding)
{
    static const unsigned reasons[MATCH_KIND_COUNT] = {REASON_PHONE, REASON_EMAIL, REASON_NAME, 0};
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT kind, match_key FROM customer_match_keys WHERE customer_id = $1 AND kind <> 'domain' "
                        "ORDER BY kind, match_key LIMIT 200"),
                 DB_VALUES(db_int(finding->customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int kind = choice_index(match_kind_names, db_column_text(&cursor, 0));
        if (kind >= 0)
            TRY(sharers_find(work, (MatchKind)kind, text_copy(work->arena, db_column_text(&cursor, 1)), reasons[kind],
                             finding));
    }
}

/* City and company support a pair that has another reason; they make none. */
static Result support_find(Work *work, int64_t customer_id, Found *found)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT a.city, b.city, CASE WHEN a.company_id = b.company_id THEN 1 ELSE 0 END, b.merged_into "
                        "FROM customers a, customers b WHERE a.id = $1 AND b.id = $2"),
                 DB_VALUES(db_int(customer_id), db_int(found->other_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row || !db_is_null(&cursor, 3)) {
        found->reasons = 0;
        return done();
    }
    Text city = text_fold(work->arena, text_trim(db_column_text(&cursor, 0)));
    Text other_city = text_fold(work->arena, text_trim(db_column_text(&cursor, 1)));
    if (!text_is_empty(city) && text_equals(city, other_city))
        found->reasons |= REASON_CITY;
    if (db_column_int(&cursor, 2) != 0)
        found->reasons |= REASON_COMPANY;
    return done();
}

static Result pair_store(Work *work, int64_t customer_id, const Found *found, int64_t score)
{
    int64_t low = customer_id < found->other_id ? customer_id : found->other_id;
    int64_t high = customer_id < found->other_id ? found->other_id : customer_id;
    return db_run(
        work->db,
        DB_SQL("INSERT INTO duplicates (customer_id, other_id, score, reasons, state, created_at, updated_at) "
               "VALUES ($1, $2, $3, $4, 'open', $5, $5) ON CONFLICT (customer_id, other_id) DO UPDATE SET "
               "score = excluded.score, reasons = excluded.reasons"),
        DB_VALUES(db_int(low), db_int(high), db_int(score), db_text(reasons_text(work->arena, found->reasons)),
                  db_int(work->now)),
        NULL);
}

Result customer_duplicates_find(Work *work, int64_t customer_id)
{
    Finding *finding = ARENA_NEW(work->arena, Finding);
    finding->customer_id = customer_id;
    TRY(db_run(work->db, DB_SQL("DELETE FROM duplicates WHERE customer_id = $1 AND state = 'open'"),
               DB_VALUES(db_int(customer_id)), NULL));
    TRY(db_run(work->db, DB_SQL("DELETE FROM duplicates WHERE other_id = $1 AND state = 'open'"),
               DB_VALUES(db_int(customer_id)), NULL));
    TRY(by_keys_find(work, finding));
    for (size_t i = 0; i < finding->count; i++) {
        Found *found = &finding->list[i];
        TRY(support_find(work, customer_id, found));
        int64_t score = duplicate_score(found->reasons);
        if (found->reasons != 0 && score >= DUPLICATE_SCORE_MIN)
            TRY(pair_store(work, customer_id, found, score));
    }
    return done();
}

Result customer_duplicates_forget(Work *work, int64_t customer_id)
{
    const DbValue id = db_int(customer_id);
    TRY(db_run(work->db, DB_SQL("DELETE FROM duplicates WHERE customer_id = $1"), &id, 1, NULL));
    TRY(db_run(work->db, DB_SQL("DELETE FROM duplicates WHERE other_id = $1"), &id, 1, NULL));
    return db_run(work->db, DB_SQL("DELETE FROM customer_match_keys WHERE customer_id = $1"), &id, 1, NULL);
}

/* ---- HTTP ---- */

/* Those of one customer, on either side; the likeliest first. */
static Result customer_duplicates_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    const Filter *filter;
    const JsonValue *source;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    Text text = text_format(work->arena,
                            "{\"all\":[{\"field\":\"state\",\"op\":\"is\",\"value\":\"open\"},{\"any\":["
                            "{\"field\":\"customer_id\",\"op\":\"is\",\"value\":%lld},"
                            "{\"field\":\"other_id\",\"op\":\"is\",\"value\":%lld}]}]}",
                            (long long)customer.id, (long long)customer.id);
    TRY(json_read(work->arena, text, &source));
    TRY(filter_read(work, &duplicate_entity, source, TEXT_NONE, &filter));
    return answer_list(work, &duplicate_entity, filter, request, answer);
}

static const RouteParameter pair_parameters[] = {
    {"limit", "integer", "Rows of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
    {"include", "string", "References to show whole, separated by commas."},
};

const Route duplicate_routes[] = {
    RESOURCE("/api/v1/duplicates", &duplicate_entity),
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/duplicates",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = customer_duplicates_get,
        .gives = SHAPE_LIST,
        .gives_entity = &duplicate_entity,
        .parameters = pair_parameters,
        .parameter_count = 3,
        .about = "Lists who may be the same one as this customer, the likeliest first.",
    },
    {0},
};
