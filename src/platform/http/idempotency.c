#include "http/idempotency.h"

#include "base/digest.h"

static bool key_is_valid(Text key)
{
    if (key.length == 0 || key.length > IDEMPOTENCY_KEY_BYTES_MAX)
        return false;
    for (size_t i = 0; i < key.length; i++)
        if ((unsigned char)key.data[i] <= 0x20 || (unsigned char)key.data[i] >= 0x7f)
            return false;
    return true;
}

void idempotency_hash(Text method, Text target, Text body, char out[65])
{
    WITH_ARENA arena = arena_new();
    Sha256 *state = sha256_start(arena);
    sha256_add(state, method);
    sha256_add(state, TEXT("\n"));
    sha256_add(state, target);
    sha256_add(state, TEXT("\n"));
    sha256_add(state, body);
    sha256_end_hex(state, out);
}

Result idempotency_prepare(Exchange *exchange)
{
    Text key = exchange_header(exchange, "Idempotency-Key");
    if (key.data == NULL || exchange->actor.kind == ACTOR_NOBODY)
        return done();
    if (!key_is_valid(key))
        return fail(FAULT_INVALID, "Idempotency-Key is 1 to 255 printable ASCII characters without spaces.");
    exchange->idempotency_key = key;
    exchange->idempotency_actor =
        text_format(exchange->arena, "%s:%lld", actor_kind_name(exchange->actor.kind), (long long)exchange->actor.id);
    idempotency_hash(exchange->request.method, exchange->target, exchange->request.body, exchange->request_hash);
    return done();
}

typedef struct KeptAnswer {
    bool is_found;
    int64_t expires_at;
    Text hash;
    int64_t status;
    Text location;
    Text etag;
    bool has_body;
    Text body;
} KeptAnswer;

static Result kept_find(Work *work, const Exchange *exchange, KeptAnswer *out_kept)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    KeptAnswer kept = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT request_hash, status, location, etag, body, expires_at FROM idempotency "
                        "WHERE actor = $1 AND key = $2"),
                 DB_VALUES(db_text(exchange->idempotency_actor), db_text(exchange->idempotency_key)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (has_row) {
        kept.is_found = true;
        kept.hash = text_copy(work->arena, db_column_text(&cursor, 0));
        kept.status = db_column_int(&cursor, 1);
        if (!db_is_null(&cursor, 2))
            kept.location = text_copy(work->arena, db_column_text(&cursor, 2));
        kept.etag = text_copy(work->arena, db_column_text(&cursor, 3));
        kept.has_body = !db_is_null(&cursor, 4);
        kept.body = text_copy(work->arena, db_column_text(&cursor, 4));
        kept.expires_at = db_column_int(&cursor, 5);
    }
    *out_kept = kept;
    return done();
}

/* The id at the end of "/api/v1/tickets/7", to show a record whose answer was too large to keep. */
static bool location_id(Text location, int64_t *out_id)
{
    size_t at = location.length;
    while (at > 0 && location.data[at - 1] != '/')
        at--;
    return at > 0 && text_to_int(text_slice(location, at, location.length), out_id);
}

static Result kept_answer(Work *work, Exchange *exchange, const KeptAnswer *kept)
{
    Answer *answer = &exchange->answer;
    const Entity *entity = exchange->request.route->gives_entity;
    int64_t id;
    answer->status = (int)kept->status;
    answer->location = kept->location;
    answer_header(answer, "Idempotency-Replayed", TEXT("true"));
    if (kept->has_body) {
        buffer_add_text(&answer->body, kept->body);
    } else if (entity && location_id(kept->location, &id)) {
        return answer_record(work, entity, id, &exchange->request, answer);
    } else {
        /* It was too large to keep and stands for no record: the caller learns that it is done. */
        json_object(&answer->json);
        json_put_bool(&answer->json, "replayed", true);
        json_end_object(&answer->json);
    }
    if (kept->etag.length > 2) {
        Text version = text_slice(kept->etag, 1, kept->etag.length - 1);
        answer->has_version = text_to_int(version, &answer->version);
    }
    return done();
}

Result idempotency_replay(Work *work, Exchange *exchange, bool *out_replayed)
{
    *out_replayed = false;
    if (text_is_empty(exchange->idempotency_key))
        return done();
    KeptAnswer kept = {0};
    TRY(kept_find(work, exchange, &kept));
    if (!kept.is_found)
        return done();
    if (kept.expires_at <= work->now)
        return db_run(work->db, DB_SQL("DELETE FROM idempotency WHERE actor = $1 AND key = $2"),
                      DB_VALUES(db_text(exchange->idempotency_actor), db_text(exchange->idempotency_key)), NULL);
    if (!text_is(kept.hash, exchange->request_hash)) {
        exchange->problem_code = "idempotency_key_reused";
        exchange->problem_status = 422;
        return fail(FAULT_INVALID, "This Idempotency-Key was used before with another request.");
    }
    TRY(kept_answer(work, exchange, &kept));
    *out_replayed = true;
    return done();
}

Result idempotency_keep(Work *work, const Exchange *exchange)
{
    const Answer *answer = &exchange->answer;
    int status = answer->status;
    if (text_is_empty(exchange->idempotency_key) || answer->is_secret || answer->read_more || status < 200 ||
        status > 299)
        return done();
    Text body = buffer_text(&answer->body);
    char etag[INT_TEXT_BYTES + 2];
    size_t etag_length = 0;
    if (answer->has_version) {
        etag[0] = '"';
        etag_length = int_write(answer->version, etag + 1) + 2;
        etag[etag_length - 1] = '"';
    }
    Result kept =
        db_run(work->db,
               DB_SQL("INSERT INTO idempotency (actor, key, request_hash, status, location, etag, body, expires_at) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
               DB_VALUES(db_text(exchange->idempotency_actor), db_text(exchange->idempotency_key),
                         db_string(exchange->request_hash), db_int(status),
                         db_text_if(answer->location.data != NULL, answer->location),
                         db_text_if(etag_length > 0, (Text){etag, etag_length}),
                         db_text_if(body.length <= IDEMPOTENCY_BODY_BYTES_MAX, body.data ? body : TEXT("")),
                         db_int(work->now + IDEMPOTENCY_KEEPS_MS)),
               NULL);
    if (kept.fault == FAULT_CONFLICT)
        return fail(FAULT_BUSY, "The same Idempotency-Key is being used at this moment.");
    return kept;
}

Result idempotency_sweep(Work *work, int64_t limit, int64_t *out_removed)
{
    return db_run(work->db,
                  DB_SQL("DELETE FROM idempotency WHERE (actor, key) IN (SELECT actor, key FROM idempotency WHERE "
                         "expires_at <= $1 ORDER BY expires_at LIMIT $2)"),
                  DB_VALUES(db_int(work->now), db_int(limit)), out_removed);
}
