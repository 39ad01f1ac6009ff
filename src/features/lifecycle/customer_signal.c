#include "lifecycle/customer_signal.h"

#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "lifecycle/customer_standing.h"
#include "voice/response.h"

typedef struct Signals {
    Work *work;
    int64_t customer_id;
    Json *json;
} Signals;

/* {"code", "tone", "at", "about": {"entity", "id"}, "action", "evidence": { … left open for the caller. */
static void signal_begin(const Signals *signals, const char *code, const char *tone, const char *action,
                         const char *entity, int64_t id)
{
    Json *json = signals->json;
    json_object(json);
    json_put_string(json, "code", code);
    json_put_string(json, "tone", tone);
    json_put_string(json, "action", action);
    json_name(json, "about");
    json_object(json);
    json_put_string(json, "entity", entity);
    json_put_int(json, "id", id);
    json_end_object(json);
    json_name(json, "evidence");
    json_object(json);
}

static void signal_end(const Signals *signals)
{
    json_end_object(signals->json);
    json_end_object(signals->json);
}

static void put_money(Json *json, const char *name, int64_t amount, Text currency)
{
    json_name(json, name);
    json_object(json);
    json_put_int(json, "amount", amount);
    json_put_text(json, "currency", currency);
    json_end_object(json);
}

static bool may_read(const Signals *signals, const Entity *entity)
{
    return (rights_over(&signals->work->actor, entity) & RIGHT_READ) != 0;
}

/* ---- tickets: only those that the actor may see ---- */

typedef struct TicketSignal {
    const char *code;
    const char *tone;
    const char *action;
    const char *sql; /* id, subject, an instant; $1 the customer, $2 now, $3 how many to look at */
} TicketSignal;

#define TICKETS_LOOKED_AT 20

static Result ticket_signal(const Signals *signals, const TicketSignal *kind)
{
    Work *work = signals->work;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){kind->sql, true},
                 DB_VALUES(db_int(signals->customer_id), db_int(work->now), db_int(TICKETS_LOOKED_AT)), &cursor));
    for (int shown = 0; shown < SIGNALS_EACH_MAX;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        Ticket ticket;
        Result found = entity_find(work, &ticket_entity, db_column_int(&cursor, 0), &ticket);
        if (found.fault == FAULT_NOT_FOUND)
            continue;
        TRY(found);
        signal_begin(signals, kind->code, kind->tone, kind->action, "ticket", ticket.id);
        json_put_text(signals->json, "name", ticket.subject);
        json_put_time(signals->json, "at", db_column_int(&cursor, 2));
        json_put_int(signals->json, "count", ticket.reopens);
        signal_end(signals);
        shown++;
    }
    return done();
}

#define OPEN_TICKET "status NOT IN ('solved', 'closed')"
static const TicketSignal ticket_signals[] = {
    {"complaint", "danger", "answer_complaint",
     "SELECT id, subject, created_at FROM tickets WHERE customer_id = $1 AND type = 'complaint' AND created_at <= "
     "$2 AND " OPEN_TICKET " ORDER BY created_at, id LIMIT $3"},
    {"update_missed", "danger", "send_update",
     "SELECT id, subject, next_update_at FROM tickets WHERE customer_id = $1 AND next_update_at < $2 "
     "AND " OPEN_TICKET " ORDER BY created_at, id LIMIT $3"},
    {"reopened", "warn", "call",
     "SELECT id, subject, updated_at FROM tickets WHERE customer_id = $1 AND reopens >= 2 AND created_at <= $2 "
     "AND " OPEN_TICKET " ORDER BY created_at, id LIMIT $3"},
};

/* ---- invoices, orders, contracts ---- */

typedef struct MoneySignal {
    const char *code;
    const char *tone;
    const char *action;
    const Entity *entity;
    const char
        *sql; /* id, name, an instant, amount, currency; $1 the customer, $2 an instant, $3 another, $4 how many */
    int64_t ahead_ms;
} MoneySignal;

static Result money_signal(const Signals *signals, const MoneySignal *kind)
{
    Work *work = signals->work;
    if (!may_read(signals, kind->entity))
        return done();
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){kind->sql, true},
                 DB_VALUES(db_int(signals->customer_id), db_int(work->now), db_int(work->now + kind->ahead_ms),
                           db_int(SIGNALS_EACH_MAX)),
                 &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t id = db_column_int(&cursor, 0);
        Text name = db_column_text(&cursor, 1);
        signal_begin(signals, kind->code, kind->tone, kind->action, kind->entity->name, id);
        json_put_text(signals->json, "name",
                      text_is_empty(name) ? text_format(work->arena, "#%lld", (long long)id) : name);
        json_put_time(signals->json, "at", db_column_int(&cursor, 2));
        put_money(signals->json, "amount", db_column_int(&cursor, 3), db_column_text(&cursor, 4));
        signal_end(signals);
    }
}

static Result money_signals_write(const Signals *signals)
{
    const MoneySignal kinds[] = {
        {"invoice_overdue", "danger", "agree_payment", &invoice_entity,

         "SELECT id, COALESCE(number, external_id), due_at, total, currency FROM invoices WHERE customer_id = $1 "
         "AND status = 'open' AND due_at < $2 AND due_at < $3 ORDER BY issued_at, id LIMIT $4",
         0},
        {"order_late", "warn", "tell_delay", &order_entity,

         "SELECT id, external_id, promised_at, total, currency FROM orders WHERE customer_id = $1 AND status IN "
         "('open', 'paid', 'shipped') AND promised_at < $2 AND promised_at < $3 ORDER BY ordered_at, id LIMIT $4",
         0},
        {"contract_ending", "warn", "talk_renewal", &contract_entity,

         "SELECT id, external_id, ended_at, amount, currency FROM contracts WHERE customer_id = $1 AND ended_at > "
         "$2 AND ended_at < $3 ORDER BY started_at, id LIMIT $4",
         SIGNAL_CONTRACT_DAYS * DAY_MS},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        TRY(money_signal(signals, &kinds[i]));
    return done();
}

/* ---- answers ---- */

/* Detractors; the lower end of the other scales, as the reports count it. */
static bool is_negative(Text kind, double score, Text scale, Text sentiment)
{
    if (text_is(kind, "nps"))
        return nps_is_detractor(score);
    if (text_is(scale, "1-5"))
        return score <= 2;
    if (text_is(scale, "1-7"))
        return score <= 3;
    return text_is(sentiment, "negative");
}

static void answer_signal(const Signals *signals, const DbCursor *cursor, const char *code, const char *tone,
                          const char *action)
{
    Json *json = signals->json;
    signal_begin(signals, code, tone, action, "response", db_column_int(cursor, 0));
    json_put_text(json, "survey", db_column_text(cursor, 1));
    json_put_real(json, "score", db_column_real(cursor, 2));
    json_put_text(json, "scale", db_column_text(cursor, 3));
    json_put_time(json, "at", db_column_int(cursor, 5));
    if (!db_is_null(cursor, 6))
        json_put_text(json, "words", text_cut(db_column_text(cursor, 6), 300));
    signal_end(signals);
}

static Result hold_is_on(Work *work, int64_t customer_id, bool *out_is_on)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db, DB_SQL("SELECT hold_reason FROM customer_lifecycle WHERE customer_id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    *out_is_on = has_row && !db_is_null(&cursor, 0);
    return done();
}

/* The newest answer of each survey counts; what it followed does not. */
static Result answers_write(const Signals *signals)
{
    Work *work = signals->work;
    const char *seen[8] = {NULL};
    size_t seen_count = 0;
    bool is_held;
    if (!may_read(signals, &response_entity))
        return done();
    TRY(hold_is_on(work, signals->customer_id, &is_held));
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT id, kind, score, scale, sentiment, answered_at, comment FROM responses WHERE "
               "customer_id = $1 AND score IS NOT NULL AND answered_at >= $2 ORDER BY answered_at DESC, id DESC "
               "LIMIT 20"),
        DB_VALUES(db_int(signals->customer_id), db_int(work->now - SIGNAL_ANSWER_DAYS * DAY_MS)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        const char *kind = text_string(work->arena, db_column_text(&cursor, 1));
        bool is_seen = seen_count == sizeof(seen) / sizeof(seen[0]);
        for (size_t i = 0; i < seen_count; i++)
            is_seen = is_seen || strcmp(seen[i], kind) == 0;
        if (is_seen)
            continue;
        seen[seen_count++] = kind;
        double score = db_column_real(&cursor, 2);
        if (is_negative(text_of(kind), score, db_column_text(&cursor, 3), db_column_text(&cursor, 4)))
            answer_signal(signals, &cursor, "answer_negative", "warn", "ask_why");
        else if (strcmp(kind, "nps") == 0 && nps_is_promoter(score) && !is_held)
            answer_signal(signals, &cursor, "promoter", "ok", "ask_referral");
    }
}

/* ---- the rest ---- */

static Result failing_write(const Signals *signals)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        signals->work->db,
        DB_SQL("SELECT id, value, failing_since FROM identities WHERE customer_id = $1 AND failing_since IS NOT "
               "NULL ORDER BY id LIMIT $2"),
        DB_VALUES(db_int(signals->customer_id), db_int(SIGNALS_EACH_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        signal_begin(signals, "address_failing", "warn", "ask_address", "identity", db_column_int(&cursor, 0));
        json_put_text(signals->json, "name", db_column_text(&cursor, 1));
        json_put_time(signals->json, "at", db_column_int(&cursor, 2));
        signal_end(signals);
    }
}

static void silence_write(const Signals *signals, const Rhythm *rhythm)
{
    double silence = rhythm_silence(rhythm);
    if (silence < SIGNAL_SILENCE || !may_read(signals, &order_entity))
        return;
    signal_begin(signals, "silent", silence >= 3 ? "danger" : "warn", "get_in_touch", "customer", signals->customer_id);
    json_put_int(signals->json, "silence_days", rhythm->silence_days);
    json_put_real(signals->json, "interval_days", rhythm->interval_days);
    json_put_int(signals->json, "order_days", rhythm->days);
    signal_end(signals);
}

Result customer_signals_write(Work *work, int64_t customer_id, const Rhythm *rhythm, Json *json)
{
    const Signals signals = {work, customer_id, json};
    for (size_t i = 0; may_read(&signals, &ticket_entity) && i < sizeof(ticket_signals) / sizeof(ticket_signals[0]);
         i++)
        TRY(ticket_signal(&signals, &ticket_signals[i]));
    TRY(money_signals_write(&signals));
    silence_write(&signals, rhythm);
    TRY(failing_write(&signals));
    return answers_write(&signals);
}
