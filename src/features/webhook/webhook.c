#include "webhook/webhook.h"

#include "jobs/outbox.h"
#include "model/filter.h"
#include "people/agent.h"
#include "webhook/webhook_address.h"

static const char *const state_names[] = {"idle", "ok", "failing", "disabled", NULL};

static const Field webhook_fields[] = {
    FIELD(Webhook, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Webhook, version, FIELD_VERSION),
    FIELD(Webhook, name, FIELD_TEXT, .is_required = true, .bytes_max = 120, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER, .about = "What it is for."),
    FIELD(Webhook, url, FIELD_TEXT, .is_required = true, .bytes_max = WEBHOOK_URL_BYTES_MAX, .format = FORMAT_LINE,
          .can = CAN_WRITE, .about = "Where events are posted to; https."),
    FIELD(Webhook, kinds, FIELD_TEXT, .is_required = true, .bytes_max = 4000, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Kinds of events, separated by spaces: ticket.created customer.*; * for all."),
    FIELD(Webhook, entity, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Whose filter it is: ticket or customer."),
    FIELD(Webhook, filter, FIELD_JSON, .bytes_max = 20000, .format = FORMAT_FILTER, .can = CAN_WRITE,
          .about = "Only events of the tickets or customers that it holds for when the event is sent."),
    FIELD(Webhook, includes_internal, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Whether it is told of internal notes too."),
    FIELD(Webhook, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "One that is off keeps its place in the log."),
    FIELD(Webhook, state, FIELD_CHOICE, .choices = state_names, .can = CAN_FILTER, .about = "How it goes."),
    FIELD(Webhook, state_detail, FIELD_TEXT, .bytes_max = 2000, .about = "Why the last try did not succeed."),
    FIELD(Webhook, state_at, FIELD_TIME, .about = "Of the last try."),
    FIELD(Webhook, failing_since, FIELD_TIME, .about = "Since when it fails, if it does."),
    FIELD(Webhook, after_seq, FIELD_INT, .about = "The seq of the last event that it was told of."),
    FIELD(Webhook, created_by, FIELD_REFERENCE, .to = &agent_entity, .about = "The agent who made it."),
    FIELD(Webhook, created_at, FIELD_TIME),
    FIELD(Webhook, updated_at, FIELD_TIME),
};

static FieldSet bit(const char *name)
{
    return entity_bit(&webhook_entity, name);
}

/* ---- what it wants to be told of ---- */

static bool kind_matches(Text pattern, Text kind)
{
    if (text_is(pattern, "*"))
        return true;
    if (!text_ends_with(pattern, TEXT(".*")))
        return text_equals(pattern, kind);
    return text_starts_with(kind, text_slice(pattern, 0, pattern.length - 1));
}

bool webhook_wants(Text kinds, Text kind)
{
    Text part;
    while (text_next_part(&kinds, ' ', &part)) {
        if (!text_is_empty(part) && kind_matches(part, kind))
            return true;
    }
    return false;
}

/* "*", "NAME.*" or "NAME.WORD", where NAME is a kind of record. */
static bool kind_is_good(const Work *work, Text kind)
{
    size_t dot = text_find_byte(kind, '.', 0);
    if (text_is(kind, "*"))
        return true;
    if (dot == SIZE_MAX || dot + 1 == kind.length)
        return false;
    for (size_t i = 0; i < kind.length; i++) {
        char c = kind.data[i];
        bool is_last_star = c == '*' && i == dot + 1 && i + 1 == kind.length;
        if (!((c >= 'a' && c <= 'z') || c == '_' || i == dot || is_last_star))
            return false;
    }
    Text name = text_slice(kind, 0, dot);
    return text_is(name, "settings") || text_is(name, "note") || text_is(name, "rule") ||
           entity_named(work, name) != NULL;
}

static Result kinds_check(Work *work, Text kinds)
{
    Text part;
    size_t count = 0;
    while (text_next_part(&kinds, ' ', &part)) {
        if (text_is_empty(part))
            continue;
        if (!kind_is_good(work, part))
            return work_fault(work, TEXT("/kinds"), "unknown_choice", "There are no events of the kind %.*s.",
                              TEXT_ARG(part));
        count++;
    }
    if (count == 0 || count > WEBHOOK_KINDS_MAX)
        return work_fault(work, TEXT("/kinds"), "required", "Name 1 to %d kinds of events.", WEBHOOK_KINDS_MAX);
    return done();
}

static Result filter_check(Work *work, const Webhook *webhook)
{
    bool has_entity = (webhook->has & bit("entity")) != 0;
    bool has_filter = (webhook->has & bit("filter")) != 0;
    if (has_entity != has_filter)
        return work_fault(work, has_entity ? TEXT("/filter") : TEXT("/entity"), "required",
                          "A filter and what it is about go together.");
    if (!has_filter)
        return done();
    const Entity *entity = entity_named(work, webhook->entity);
    if (entity == NULL || !(text_is(webhook->entity, "ticket") || text_is(webhook->entity, "customer")))
        return work_fault(work, TEXT("/entity"), "unknown_choice", "This must be one of: ticket, customer.");
    const JsonValue *source;
    const Filter *filter;
    TRY(json_read(work->arena, webhook->filter, &source));
    return filter_read(work, entity, source, TEXT("/filter"), &filter);
}

static Result webhook_check(Work *work, const Webhook *webhook)
{
    Result address = webhook_address_check(work->arena, webhook->url);
    if (!is_ok(address))
        return work_fault(work, TEXT("/url"), "not_allowed", "%s", address.why);
    TRY(kinds_check(work, webhook->kinds));
    return filter_check(work, webhook);
}

/* ---- use cases ---- */

Text webhook_road(Work *work, int64_t id)
{
    return text_format(work->arena, "webhook:%lld", (long long)id);
}

Result webhook_find(Work *work, int64_t id, Webhook *out_webhook, bool *out_found)
{
    return entity_find_by(work, &webhook_entity, "id", db_int(id), out_webhook, out_found);
}

Result webhook_add(Work *work, const EntityInput *input, Webhook *out_webhook)
{
    Webhook *webhook = input->record;
    int64_t count = 0;
    TRY(webhook_check(work, webhook));
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM webhooks"), DB_NO_VALUES, &count));
    if (count >= WEBHOOKS_MAX)
        return failf(work->arena, FAULT_LIMIT, "There are at most %d webhooks.", WEBHOOKS_MAX);
    if (!(webhook->has & bit("is_active")))
        webhook->is_active = 1;
    TRY(event_last_seq(work, &webhook->after_seq));
    webhook->state = WEBHOOK_IDLE;
    webhook->has |= bit("is_active") | bit("includes_internal") | bit("state") | bit("after_seq");
    if (work->actor.kind == ACTOR_AGENT) {
        webhook->created_by = work->actor.id;
        webhook->has |= bit("created_by");
    }
    return entity_add_plain(work, input, out_webhook);
}

static Result webhook_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const Webhook *before = before_record;
    Webhook after = *before;
    entity_apply_input(input, &after);
    TRY(webhook_check(work, &after));
    TRY(entity_change_plain(work, before, input, out_record));
    if (after.is_active && !before->is_active)
        TRY(db_run(
            work->db,
            DB_SQL("UPDATE webhooks SET state = 'idle', state_detail = NULL, failing_since = NULL WHERE id = $1"),
            DB_VALUES(db_int(before->id)), NULL));
    return outbox_open_road(work, webhook_road(work, before->id)); /* it may be mended */
}

Result webhook_move(Work *work, const Webhook *webhook, int64_t after_seq)
{
    TRY(db_run(work->db, DB_SQL("UPDATE webhooks SET after_seq = $2 WHERE id = $1"),
               DB_VALUES(db_int(webhook->id), db_int(after_seq)), NULL));
    TRY(outbox_open_road(work, webhook_road(work, webhook->id)));
    return event_add_changes(
        work, "webhook.moved", &webhook_entity, webhook->id, 0, 0,
        text_format(work->arena, "{\"after_seq\":[%lld,%lld]}", (long long)webhook->after_seq, (long long)after_seq));
}

static Result recorded_at(Work *work, int64_t seq, int64_t *out_at)
{
    Result result = db_one_int(work->db, DB_SQL("SELECT recorded_at FROM events WHERE seq >= $1 ORDER BY seq LIMIT 1"),
                               DB_VALUES(db_int(seq)), out_at);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_at = INT64_MAX;
    return done();
}

/* Events are recorded in about the order of their numbers: halved until the first one is found. */
Result webhook_seq_before(Work *work, int64_t since, int64_t *out_seq)
{
    int64_t low = 0, high;
    TRY(event_last_seq(work, &high));
    while (low < high) {
        int64_t at, middle = low + (high - low) / 2;
        TRY(recorded_at(work, middle + 1, &at));
        if (at >= since)
            high = middle;
        else
            low = middle + 1;
    }
    *out_seq = low;
    return done();
}

Result webhook_disable(Work *work, int64_t id, Text why)
{
    Webhook before, after;
    bool found;
    TRY(webhook_find(work, id, &before, &found));
    if (!found || !before.is_active)
        return done();
    after = before;
    after.is_active = 0;
    after.state = WEBHOOK_DISABLED;
    after.state_detail = why;
    after.state_at = work->now;
    after.has |= bit("state_detail") | bit("state_at");
    TRY(entity_update(work, &webhook_entity, &before, &after, NULL));
    return event_add(work, "webhook.disabled", &webhook_entity, &before, &after);
}

const Entity webhook_entity = {
    .name = "webhook",
    .plural = "webhooks",
    .table = "webhooks",
    .record_bytes = sizeof(Webhook),
    ENTITY_FIELDS(webhook_fields),
    .rights = &rights_admin,
    .methods = ENTITY_READS | ENTITY_CHANGE | ENTITY_REMOVE,
    .default_sort = "id",
    .change = webhook_change,
    .about = "An address of another program that is told of events.",
};
