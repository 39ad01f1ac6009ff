#include "voice/response.h"

#include "commerce/order.h"

const char *const response_kind_names[] = {"nps", "csat", "ces", "custom", NULL};
const char *const response_scale_names[] = {"0-10", "1-10", "1-5", "1-7", NULL};
static const char *const sentiment_names[] = {"negative", "neutral", "positive", NULL};

#define ANSWERS_MAX 100

typedef struct ResponseAnswer {
    FieldSet has;
    int64_t id;
    int64_t response_id;
    int64_t position;
    Text question;
    Text value;
    double score;
} ResponseAnswer;

static const Field answer_fields[] = {
    FIELD(ResponseAnswer, id, FIELD_ID),
    FIELD(ResponseAnswer, response_id, FIELD_INT, .can = IS_HIDDEN),
    FIELD(ResponseAnswer, position, FIELD_INT, .has_default = true),
    FIELD(ResponseAnswer, question, FIELD_TEXT, .is_required = true, .bytes_max = 500, .can = CAN_WRITE),
    FIELD(ResponseAnswer, value, FIELD_TEXT, .bytes_max = 4000, .can = CAN_WRITE),
    FIELD(ResponseAnswer, score, FIELD_REAL, .can = CAN_WRITE),
};
static const Entity response_answer_entity = {
    .name = "response_answer",
    .plural = "response_answers",
    .table = "response_answers",
    .record_bytes = sizeof(ResponseAnswer),
    ENTITY_FIELDS(answer_fields),
    .rights = &rights_desk,
    .about = "A further answer of the same questionnaire.",
};

static const Field response_fields[] = {
    FIELD(Response, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Response, version, FIELD_VERSION),
    FIELD(Response, external_id, FIELD_TEXT, .can = CAN_CREATE | CAN_FILTER, .format = FORMAT_LINE),
    FIELD(Response, survey_id, FIELD_INT, .low = 1, .high = INT64_C(1) << 53,
          .can = CAN_CREATE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, kind, FIELD_CHOICE, .is_required = true, .choices = response_kind_names,
          .can = CAN_CREATE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, score, FIELD_REAL, .can = CAN_WRITE | CAN_FILTER, .about = "On the scale."),
    FIELD(Response, scale, FIELD_CHOICE, .has_default = true, .choices = response_scale_names,
          .can = CAN_CREATE | CAN_FILTER, .about = "Default: 0-10 for nps, 1-7 for ces, else 1-5."),
    FIELD(Response, customer_id, FIELD_REFERENCE, .to = &customer_entity, .can = CAN_CREATE | CAN_FILTER,
          .about = "Default: whose ticket or order it is."),
    FIELD(Response, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .can = CAN_CREATE | CAN_FILTER),
    FIELD(Response, order_id, FIELD_REFERENCE, .to = &order_entity, .can = CAN_CREATE | CAN_FILTER),
    FIELD(Response, comment, FIELD_TEXT, .bytes_max = 20000, .can = CAN_WRITE | IS_BODY),
    FIELD(Response, sentiment, FIELD_CHOICE, .choices = sentiment_names, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, touchpoint, FIELD_TEXT, .bytes_max = 80, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, aspect, FIELD_TEXT, .bytes_max = 80, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, channel, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE,
          .can = CAN_CREATE | CAN_FILTER | CAN_GROUP),
    FIELD(Response, stage, FIELD_CHOICE, .choices = stage_names, .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP,
          .about = "The customer's journey stage then."),
    FIELD(Response, value_stage, FIELD_CHOICE, .choices = value_stage_names, .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP,
          .about = "The customer's value stage then."),
    FIELD(Response, relationship, FIELD_CHOICE, .choices = relationship_names,
          .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP, .about = "The relationship then."),
    FIELD(Response, answered_at, FIELD_TIME, .has_default = true, .can = CAN_CREATE | CAN_FILTER | CAN_SORT),
    FIELD(Response, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(Response, updated_at, FIELD_TIME, .can = CAN_FILTER),
};
_Static_assert(sizeof(response_fields) / sizeof(response_fields[0]) == RESPONSE_FIELD_COUNT, "dictionary's order");

static Result response_visible(Work *work, const Filter **out_filter)
{
    return ticket_part_visible(work, &response_entity, out_filter);
}

static const ChildList response_children[] = {
    {"answers", &response_answer_entity, "response_id", "t.position, t.id", true, ANSWERS_MAX},
};
const Entity response_entity = {
    .name = "response",
    .plural = "responses",
    .table = "responses",
    .record_bytes = sizeof(Response),
    ENTITY_FIELDS(response_fields),
    .rights = &rights_desk,
    .methods = ENTITY_ALL,
    .default_sort = "-answered_at",
    ENTITY_CHILDREN(response_children),
    .visible = response_visible,
    .add = response_add,
    .change = response_change,
    .remove = response_remove,
    .about = "An answer to a survey.",
};

const Route response_routes[] = {
    RESOURCE("/api/v1/responses", &response_entity),
    {.path = NULL},
};

/* ---- judging ---- */

static const struct {
    double low, high;
} scale_bounds[] = {[SCALE_0_10] = {0, 10}, [SCALE_1_10] = {1, 10}, [SCALE_1_5] = {1, 5}, [SCALE_1_7] = {1, 7}};

bool response_score_fits(ResponseScale scale, double score)
{
    return score >= scale_bounds[scale].low && score <= scale_bounds[scale].high;
}

static ResponseScale scale_of(ResponseKind kind)
{
    return kind == RESPONSE_NPS ? SCALE_0_10 : kind == RESPONSE_CES ? SCALE_1_7 : SCALE_1_5;
}

static Result response_check(Work *work, const Response *response)
{
    bool is_nps_scale = response->scale == SCALE_0_10 || response->scale == SCALE_1_10;
    if (response->kind == RESPONSE_NPS && !is_nps_scale)
        return work_fault(work, TEXT("/scale"), "not_allowed", "NPS is asked on 0-10, or on 1-10.");
    if (!(response->has & RESPONSE_HAS(SCORE)))
        return response->kind == RESPONSE_CUSTOM
                   ? done()
                   : work_fault(work, TEXT("/score"), "required", "This kind of answer has a score.");
    if (!response_score_fits((ResponseScale)response->scale, response->score))
        return work_fault(work, TEXT("/score"), "out_of_range", "The score must lie on the scale %s.",
                          response_scale_names[response->scale]);
    return done();
}

/* ---- what it adds to customers and tickets ---- */

static const Field customer_voice_fields[] = {
    {.name = "last_nps",
     .type = FIELD_REAL,
     .can = CAN_FILTER | CAN_SORT,
     .about = "The score of the last NPS answer."},
    {.name = "last_nps_at", .type = FIELD_TIME, .can = CAN_FILTER},
};
const EntityExtension customer_voice = {"customer_voice", "customer_id", customer_voice_fields,
                                        sizeof(customer_voice_fields) / sizeof(customer_voice_fields[0])};
static const Field ticket_voice_fields[] = {
    {.name = "csat",
     .type = FIELD_REAL,
     .can = CAN_FILTER,
     .about = "The score of the last satisfaction answer about this ticket."},
};
const EntityExtension ticket_voice = {"ticket_voice", "ticket_id", ticket_voice_fields, 1};

static Result customer_voice_write(Work *work, int64_t customer_id)
{
    const DbValue values[] = {db_int(customer_id)};
    TRY(db_run(work->db, DB_SQL("DELETE FROM customer_voice WHERE customer_id = $1"), values, 1, NULL));
    return db_run(work->db,
                  DB_SQL("INSERT INTO customer_voice (customer_id, last_nps, last_nps_at) SELECT customer_id, score, "
                         "answered_at FROM responses WHERE customer_id = $1 AND kind = 'nps' AND score IS NOT NULL "
                         "ORDER BY answered_at DESC, id DESC LIMIT 1"),
                  values, 1, NULL);
}

static Result ticket_voice_write(Work *work, int64_t ticket_id)
{
    const DbValue values[] = {db_int(ticket_id)};
    TRY(db_run(work->db, DB_SQL("DELETE FROM ticket_voice WHERE ticket_id = $1"), values, 1, NULL));
    return db_run(work->db,
                  DB_SQL("INSERT INTO ticket_voice (ticket_id, csat) SELECT ticket_id, score FROM responses WHERE "
                         "ticket_id = $1 AND kind = 'csat' AND score IS NOT NULL ORDER BY answered_at DESC, id DESC "
                         "LIMIT 1"),
                  values, 1, NULL);
}

static Result voices_write(Work *work, const Response *response)
{
    if (response->kind == RESPONSE_NPS && (response->has & RESPONSE_HAS(CUSTOMER_ID)))
        TRY(customer_voice_write(work, response->customer_id));
    if (response->kind == RESPONSE_CSAT && (response->has & RESPONSE_HAS(TICKET_ID)))
        TRY(ticket_voice_write(work, response->ticket_id));
    return done();
}

/* ---- use cases ---- */

static Result owner_of(Work *work, DbSql sql, int64_t id, Response *response)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db, sql, DB_VALUES(db_int(id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    response->customer_id = db_column_int(&cursor, 0);
    response->has |= RESPONSE_HAS(CUSTOMER_ID);
    return done();
}

static Result find_customer(Work *work, Response *response)
{
    if (response->has & RESPONSE_HAS(CUSTOMER_ID))
        return done();
    if (response->has & RESPONSE_HAS(TICKET_ID))
        return owner_of(work, DB_SQL("SELECT customer_id FROM tickets WHERE id = $1"), response->ticket_id, response);
    if (response->has & RESPONSE_HAS(ORDER_ID))
        return owner_of(work, DB_SQL("SELECT customer_id FROM orders WHERE id = $1"), response->order_id, response);
    return done();
}

static Result copy_stages(Work *work, Response *response)
{
    CustomerStages stages = {0};
    if (response->has & RESPONSE_HAS(CUSTOMER_ID))
        TRY(customer_stages(work, response->customer_id, &stages));
    if (!stages.is_known || (response->has & RESPONSE_HAS(STAGE)))
        return done();
    response->stage = stages.stage;
    response->relationship = stages.relationship;
    response->has |= RESPONSE_HAS(STAGE) | RESPONSE_HAS(RELATIONSHIP);
    if (stages.has_value_stage) {
        response->value_stage = stages.value_stage;
        response->has |= RESPONSE_HAS(VALUE_STAGE);
    }
    return done();
}

Result response_add(Work *work, const EntityInput *input, void *out_record)
{
    Response response = *(const Response *)input->record;
    if (!(response.has & RESPONSE_HAS(SCALE)))
        response.scale = scale_of((ResponseKind)response.kind);
    if (!(response.has & RESPONSE_HAS(ANSWERED_AT)))
        response.answered_at = work->now;
    response.has |= RESPONSE_HAS(SCALE) | RESPONSE_HAS(ANSWERED_AT);
    TRY(response_check(work, &response));
    TRY(find_customer(work, &response));
    TRY(copy_stages(work, &response));
    TRY(entity_insert(work, &response_entity, &response));
    bool changed = false;
    TRY(entity_write_lists(work, input, response.id, &changed));
    TRY(voices_write(work, &response));
    TRY(event_add(work, "survey.answered", &response_entity, NULL, &response));
    *(Response *)out_record = response;
    return done();
}

Result response_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    Response after = *(const Response *)before_record;
    bool changed = false;
    entity_apply_input(input, &after);
    TRY(response_check(work, &after));
    TRY(entity_write(work, before_record, &after, input, &changed));
    *(Response *)out_record = after;
    if (!changed)
        return done();
    TRY(voices_write(work, &after));
    return event_add(work, "response.changed", &response_entity, before_record, &after);
}

Result response_remove(Work *work, const void *before)
{
    TRY(entity_remove_plain(work, &response_entity, before));
    return voices_write(work, before);
}

static Result move_responses(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    TRY(db_run(work->db, DB_SQL("UPDATE responses SET customer_id = $1 WHERE customer_id = $2"),
               DB_VALUES(db_int(into_id), db_int(from_id)), out_rows));
    TRY(customer_voice_write(work, from_id));
    return customer_voice_write(work, into_id);
}
const CustomerMover response_mover = {"responses", move_responses};

/* ---- after an import ---- */

#define RESPONSES_FILLED_MAX 10000

Result response_fill_stages(Work *work, int64_t customer_id, const StagesSpan *spans, size_t count)
{
    if (count == 0)
        return done();
    for (int i = 0; i < RESPONSES_FILLED_MAX; i++) {
        WITH_CURSOR cursor = {0};
        bool has_row;
        TRY(db_query(work->db,
                     DB_SQL("SELECT id, answered_at FROM responses WHERE customer_id = $1 AND stage IS NULL "
                            "ORDER BY answered_at LIMIT 1"),
                     DB_VALUES(db_int(customer_id)), &cursor));
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t id = db_column_int(&cursor, 0);
        const CustomerStages *then = &stages_span_at(spans, count, db_column_int(&cursor, 1) - 1)->stages;
        db_close_cursor(&cursor);
        TRY(db_run(work->db,
                   DB_SQL("UPDATE responses SET stage = $1, value_stage = $2, relationship = $3 WHERE id = $4"),
                   DB_VALUES(db_string(stage_names[then->stage]),
                             db_string(then->has_value_stage ? value_stage_names[then->value_stage] : NULL),
                             db_string(relationship_names[then->relationship]), db_int(id)),
                   NULL));
    }
    return done();
}
