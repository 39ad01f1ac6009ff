#include "people/consent_record.h"

#include "model/event.h"
#include "people/consent.h"
#include "people/customer.h"

#define WORDS_BYTES_MAX 8000
#define FUTURE_MS (5 * MINUTE_MS) /* clocks differ */

static const Field record_fields[] = {
    FIELD(ConsentRecord, id, FIELD_ID, .can = CAN_SORT, .about = "Identifies the record."),
    FIELD(ConsentRecord, customer_id, FIELD_REFERENCE, .to = &customer_entity, .about = "Who said it."),
    FIELD(ConsentRecord, channel, FIELD_TEXT, .bytes_max = 40, .is_required = true, .format = FORMAT_LINE,
          .can = CAN_CREATE, .about = "By which road: mail, sms, phone, whatsapp and so on."),
    FIELD(ConsentRecord, purpose, FIELD_TEXT, .bytes_max = 80, .is_required = true, .format = FORMAT_LINE,
          .can = CAN_CREATE, .about = "What for: marketing, surveys and so on."),
    FIELD(ConsentRecord, is_given, FIELD_BOOL, .can = CAN_CREATE,
          .about = "Whether they agreed or refused; null: the word was taken out of the record."),
    FIELD(ConsentRecord, source, FIELD_TEXT, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "Where it was said: a form, a call, a contract."),
    FIELD(ConsentRecord, words, FIELD_TEXT, .bytes_max = WORDS_BYTES_MAX, .can = CAN_CREATE,
          .about = "What the customer was shown or told."),
    FIELD(ConsentRecord, address, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "The network address it came from, where there is one."),
    FIELD(ConsentRecord, attachment_id, FIELD_INT, .can = CAN_CREATE,
          .about = "A file of the customer that shows it; it stays as long as the record."),
    FIELD(ConsentRecord, reason, FIELD_TEXT, .bytes_max = 1000, .can = CAN_CREATE,
          .about = "Why it was written down, in the words of who did."),
    FIELD(ConsentRecord, actor_kind, FIELD_TEXT, .about = "What kind of caller wrote it down."),
    FIELD(ConsentRecord, actor_id, FIELD_INT, .about = "Which agent or API key."),
    FIELD(ConsentRecord, said_at, FIELD_TIME, .has_default = true, .can = CAN_CREATE,
          .about = "When it was said; now, unless given."),
    FIELD(ConsentRecord, recorded_at, FIELD_TIME, .about = "When it was written down."),
};

const Entity consent_record_entity = {
    .name = "consent_record",
    .plural = "consent_records",
    .table = "consent_records",
    .record_bytes = sizeof(ConsentRecord),
    ENTITY_FIELDS(record_fields),
    .rights = &rights_commerce,
    .default_sort = "-id",
    .about = "One word of a customer about being reached, with its proof.",
};

static FieldSet bit(const char *field)
{
    return entity_bit(&consent_record_entity, field);
}

/* ---- checks ---- */

/* Files belong to a feature above, so they are known by name. */
static Result attachment_check(Work *work, const ConsentRecord *record)
{
    if (!(record->has & bit("attachment_id")))
        return done();
    const Entity *entity = entity_named(work, TEXT("attachment"));
    const Field *owner = entity ? entity_field(entity, "customer_id") : NULL;
    void *attachment = entity ? arena_alloc(work->arena, entity->record_bytes) : NULL;
    Result result = entity ? entity_find(work, entity, record->attachment_id, attachment) : done();
    bool is_theirs = entity && is_ok(result) && (record_has(attachment) & entity_bit(entity, "customer_id")) &&
                     *(const int64_t *)(const void *)((const char *)attachment + owner->offset) == record->customer_id;
    if (is_theirs)
        return done();
    if (!is_ok(result) && result.fault != FAULT_NOT_FOUND)
        return result;
    return work_fault(work, TEXT("/attachment_id"), "unknown_reference", "This is no file of the customer.");
}

static Result record_check(Work *work, const ConsentRecord *record)
{
    if (text_is_empty(text_trim(record->channel)))
        return work_fault(work, TEXT("/channel"), "required", "Say by which channel.");
    if (text_is_empty(text_trim(record->purpose)))
        return work_fault(work, TEXT("/purpose"), "required", "Say what for.");
    if (!(record->has & bit("is_given")))
        return work_fault(work, TEXT("/is_given"), "required", "Say whether it is given or withdrawn.");
    if (record->said_at > work->now + FUTURE_MS)
        return work_fault(work, TEXT("/said_at"), "out_of_range", "Nobody can have said it in the future.");
    return attachment_check(work, record);
}

/* Whether the pair is known, and since when its newest word counts. */
static Result newest_find(Work *work, const ConsentRecord *record, bool *out_is_known, int64_t *out_said_at)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT recorded_at FROM consents WHERE customer_id = $1 AND channel = $2 AND purpose = $3"),
                 DB_VALUES(db_int(record->customer_id), db_text(record->channel), db_text(record->purpose)), &cursor));
    TRY(db_next(&cursor, out_is_known));
    *out_said_at = *out_is_known ? db_column_int(&cursor, 0) : 0;
    return done();
}

static Result room_check(Work *work, int64_t customer_id)
{
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM consents WHERE customer_id = $1"),
                   DB_VALUES(db_int(customer_id)), &count));
    if (count >= CONSENTS_MAX)
        return work_fault(work, TEXT("/purpose"), "too_many", "A customer has at most %d pairs of channel and purpose.",
                          CONSENTS_MAX);
    return done();
}

/* ---- writing ---- */

static void record_sign(const Work *work, ConsentRecord *record)
{
    record->actor_kind = text_of(actor_kind_name(work->actor.kind));
    record->actor_id = work->actor.id;
    record->recorded_at = work->now;
    record->has |= bit("customer_id") | bit("actor_kind") | bit("said_at") | bit("recorded_at");
    if (work->actor.id != 0)
        record->has |= bit("actor_id");
}

static Result list_write(Work *work, const ConsentRecord *record)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO consents (customer_id, channel, purpose, is_given, source, recorded_at) "
                         "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (customer_id, channel, purpose) DO UPDATE SET "
                         "is_given = excluded.is_given, source = excluded.source, recorded_at = excluded.recorded_at"),
                  DB_VALUES(db_int(record->customer_id), db_text(record->channel), db_text(record->purpose),
                            db_int(record->is_given), db_text_if(record->has & bit("source"), record->source),
                            db_int(record->said_at)),
                  NULL);
}

static void pair_json(Json *json, const char *name, Text value)
{
    json_name(json, name);
    json_list(json);
    json_null(json);
    json_text(json, value);
    json_end_list(json);
}

static Result record_tell(Work *work, const ConsentRecord *record)
{
    Buffer text = buffer_new(work->arena, 4096);
    Json json = json_writer(&text);
    json_object(&json);
    pair_json(&json, "channel", record->channel);
    pair_json(&json, "purpose", record->purpose);
    if (record->has & bit("source"))
        pair_json(&json, "source", record->source);
    json_name(&json, "record_id");
    json_list(&json);
    json_null(&json);
    json_int(&json, record->id);
    json_end_list(&json);
    json_end_object(&json);
    bool is_given = (record->has & bit("is_given")) && record->is_given;
    return event_add_changes(work, is_given ? "customer.consent_given" : "customer.consent_withdrawn", &customer_entity,
                             record->customer_id, record->customer_id, 0, buffer_text(&text));
}

Result consent_say(Work *work, const ConsentRecord *draft, ConsentRecord *out_record)
{
    ConsentRecord record = *draft;
    bool is_known;
    int64_t newest_at;
    if (!(record.has & bit("said_at")))
        record.said_at = work->now;
    record_sign(work, &record);
    TRY(record_check(work, &record));
    TRY(newest_find(work, &record, &is_known, &newest_at));
    if (!is_known)
        TRY(room_check(work, record.customer_id));
    TRY(entity_insert(work, &consent_record_entity, &record));
    if (!is_known || record.said_at >= newest_at)
        TRY(list_write(work, &record));
    TRY(record_tell(work, &record));
    *out_record = record;
    return done();
}

/* ---- a list that was replaced as a whole ---- */

typedef struct Word {
    Text channel;
    Text purpose;
    Text source;
    bool has_source;
    bool is_given;
    int64_t said_at;
} Word;

static Result words_load(Work *work, int64_t customer_id, Word *out_words, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT channel, purpose, source, is_given, recorded_at FROM consents WHERE customer_id = $1 "
                        "ORDER BY id LIMIT 50"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == CONSENTS_MAX)
            return done();
        out_words[(*out_count)++] = (Word){
            .channel = text_copy(work->arena, db_column_text(&cursor, 0)),
            .purpose = text_copy(work->arena, db_column_text(&cursor, 1)),
            .source = text_copy(work->arena, db_column_text(&cursor, 2)),
            .has_source = !db_is_null(&cursor, 2),
            .is_given = db_column_int(&cursor, 3) != 0,
            .said_at = db_column_int(&cursor, 4),
        };
    }
}

static Result record_store(Work *work, ConsentRecord *record)
{
    record_sign(work, record);
    record->has |= bit("channel") | bit("purpose");
    TRY(entity_insert(work, &consent_record_entity, record));
    return work->mode == WORK_IMPORT ? done() : record_tell(work, record);
}

/* The last word of the history, which the list need not repeat. */
static Result word_is_recorded(Work *work, int64_t customer_id, const Word *word, bool *out_is_recorded)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT is_given, said_at, source FROM consent_records WHERE customer_id = $1 AND channel = $2 "
                        "AND purpose = $3 ORDER BY id DESC LIMIT 1"),
                 DB_VALUES(db_int(customer_id), db_text(word->channel), db_text(word->purpose)), &cursor));
    TRY(db_next(&cursor, &has_row));
    *out_is_recorded = has_row && !db_is_null(&cursor, 0) && (db_column_int(&cursor, 0) != 0) == word->is_given &&
                       db_column_int(&cursor, 1) == word->said_at &&
                       text_equals(db_column_text(&cursor, 2), word->source);
    return done();
}

static Result words_record(Work *work, int64_t customer_id)
{
    Word words[CONSENTS_MAX];
    size_t count;
    TRY(words_load(work, customer_id, words, &count));
    for (size_t i = 0; i < count; i++) {
        bool is_recorded;
        TRY(word_is_recorded(work, customer_id, &words[i], &is_recorded));
        if (is_recorded)
            continue;
        ConsentRecord record = {
            .has = bit("is_given") | (words[i].has_source ? bit("source") : 0),
            .customer_id = customer_id,
            .channel = words[i].channel,
            .purpose = words[i].purpose,
            .is_given = words[i].is_given,
            .source = words[i].source,
            .said_at = words[i].said_at,
        };
        TRY(record_store(work, &record));
    }
    return done();
}

/* Pairs whose last word stands, and which the list has no more. */
static Result gone_record(Work *work, int64_t customer_id)
{
    ConsentRecord gone[CONSENTS_MAX];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT r.channel, r.purpose FROM consent_records r WHERE r.customer_id = $1 AND r.is_given IS "
               "NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_records n WHERE n.customer_id = $1 AND "
               "n.channel = r.channel AND n.purpose = r.purpose AND n.id > r.id) AND NOT EXISTS (SELECT 1 FROM "
               "consents c WHERE c.customer_id = $1 AND c.channel = r.channel AND c.purpose = r.purpose) "
               "ORDER BY r.id LIMIT 50"),
        DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || count == CONSENTS_MAX)
            break;
        gone[count++] = (ConsentRecord){
            .customer_id = customer_id,
            .channel = text_copy(work->arena, db_column_text(&cursor, 0)),
            .purpose = text_copy(work->arena, db_column_text(&cursor, 1)),
            .said_at = work->now,
        };
    }
    db_close_cursor(&cursor);
    for (size_t i = 0; i < count; i++)
        TRY(record_store(work, &gone[i]));
    return done();
}

Result consent_record_list(Work *work, int64_t customer_id)
{
    TRY(words_record(work, customer_id));
    return gone_record(work, customer_id);
}
