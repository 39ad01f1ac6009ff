#include "desk/quick_reply.h"

#include "base/json.h"
#include "base/template.h"
#include "desk/macro.h"
#include "desk/shared_record.h"
#include "people/agent.h"
#include "people/customer.h"

static const char *const languages[] = {"es", "en", "pt", NULL};

static const Field quick_reply_fields[] = {
    FIELD(QuickReply, id, FIELD_ID),
    FIELD(QuickReply, version, FIELD_VERSION),
    FIELD(QuickReply, shortcut, FIELD_TEXT, .is_required = true, .bytes_max = 40, .folded_in = "shortcut_key",
          .can = CAN_WRITE | CAN_FILTER, .format = FORMAT_LINE,
          .about = "What follows the slash: letters, digits, - and _; unique, without regard to case and accents."),
    FIELD(QuickReply, name, FIELD_TEXT, .is_required = true, .bytes_max = 120, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .format = FORMAT_LINE),
    FIELD(QuickReply, text, FIELD_TEXT, .is_required = true, .bytes_max = QUICK_REPLY_TEXT_BYTES_MAX, .can = CAN_WRITE,
          .about = "Markdown, a Mustache template over ticket, customer and agent."),
    FIELD(QuickReply, texts, FIELD_JSON, .bytes_max = 3 * QUICK_REPLY_TEXT_BYTES_MAX, .can = CAN_WRITE,
          .about = "The same in other languages: {\"en\": \"…\", \"pt\": \"…\"}."),
    FIELD(QuickReply, is_shared, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Seen by all; else by who made it."),
    FIELD(QuickReply, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who made it."),
    FIELD(QuickReply, created_at, FIELD_TIME),
    FIELD(QuickReply, updated_at, FIELD_TIME),
};
enum {
    QUICK_ID,
    QUICK_VERSION,
    QUICK_SHORTCUT,
    QUICK_NAME,
    QUICK_TEXT,
    QUICK_TEXTS,
    QUICK_IS_SHARED,
    QUICK_AGENT_ID,
};

static Result quick_reply_visible(Work *work, const Filter **out_filter)
{
    return shared_record_visible(work, &quick_reply_entity, out_filter);
}

/* ---- keeping them ---- */

/* One word: it ends where somebody who types goes on with another. */
static bool is_word(Text shortcut)
{
    for (size_t i = 0; i < shortcut.length; i++) {
        unsigned char byte = (unsigned char)shortcut.data[i];
        bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        byte == '-' || byte == '_' || byte >= 0x80;
        if (!is_plain)
            return false;
    }
    return true;
}

static Result template_is_good(Work *work, Text pointer, Text source)
{
    Result checked = template_check(work->arena, source);
    if (!is_ok(checked))
        return work_fault(work, pointer, "wrong_format", "%s", checked.why);
    return done();
}

static Result texts_are_good(Work *work, Text source)
{
    const JsonValue *texts;
    TRY(json_read(work->arena, source, &texts));
    if (texts->kind != JSON_OBJECT)
        return work_fault(work, TEXT("/texts"), "wrong_type", "This must be an object of texts by language.");
    for (size_t i = 0; i < texts->object.count; i++) {
        const JsonMember *member = &texts->object.members[i];
        Text pointer = text_format(work->arena, "/texts/%.*s", TEXT_ARG(member->name));
        if (choice_index(languages, member->name) < 0 || member->value->kind != JSON_TEXT)
            return work_fault(work, pointer, "wrong_type", "This must be a text in es, en or pt.");
        TRY(template_is_good(work, pointer, member->value->text));
    }
    return done();
}

static Result quick_reply_check(Work *work, const QuickReply *reply)
{
    if (!is_word(reply->shortcut))
        return work_fault(work, TEXT("/shortcut"), "wrong_format", "Write one word: letters, digits, - and _.");
    TRY(template_is_good(work, TEXT("/text"), reply->text));
    return (reply->has & FIELD_BIT(QUICK_TEXTS)) ? texts_are_good(work, reply->texts) : done();
}

static Result taken(Work *work, Result result)
{
    if (result.fault == FAULT_CONFLICT)
        return work_fault(work, TEXT("/shortcut"), "taken", "Another quick reply has this shortcut.");
    return result;
}

static Result quick_reply_add(Work *work, const EntityInput *input, void *out_record)
{
    QuickReply *reply = input->record;
    TRY(quick_reply_check(work, reply));
    TRY(shared_record_begin(work, (reply->has & FIELD_BIT(QUICK_IS_SHARED)) != 0, &reply->is_shared, &reply->agent_id));
    if (reply->agent_id != 0)
        reply->has |= FIELD_BIT(QUICK_AGENT_ID);
    reply->has |= FIELD_BIT(QUICK_IS_SHARED);
    return taken(work, entity_add_plain(work, input, out_record));
}

static Result quick_reply_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const QuickReply *before = before_record;
    QuickReply after = *before;
    entity_apply_input(input, &after);
    TRY(shared_record_may_write(work, before->is_shared || after.is_shared, before->agent_id));
    TRY(quick_reply_check(work, &after));
    return taken(work, entity_change_plain(work, before, input, out_record));
}

static Result quick_reply_remove(Work *work, const void *before)
{
    const QuickReply *reply = before;
    TRY(shared_record_may_write(work, reply->is_shared != 0, reply->agent_id));
    return entity_remove_plain(work, &quick_reply_entity, before);
}

const Entity quick_reply_entity = {
    .name = "quick_reply",
    .plural = "quick_replies",
    .table = "quick_replies",
    .record_bytes = sizeof(QuickReply),
    ENTITY_FIELDS(quick_reply_fields),
    .rights = &shared_record_rights,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    .visible = quick_reply_visible,
    .add = quick_reply_add,
    .change = quick_reply_change,
    .remove = quick_reply_remove,
    .about = "A text that is written again and again, called by a short word.",
};

/* ---- their words ---- */

/* NULL texts are in the workspace's language; *out_text is left alone where there is none in `language`. */
static bool in_language(const JsonValue *texts, Text language, Text *out_text)
{
    if (language.length < 2 || texts == NULL || texts->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < texts->object.count; i++) {
        const JsonMember *member = &texts->object.members[i];
        if (!text_equals(member->name, text_slice(language, 0, 2)) || text_is_empty(text_trim(member->value->text)))
            continue;
        *out_text = member->value->text;
        return true;
    }
    return false;
}

Result quick_reply_text(Work *work, const QuickReply *reply, const Ticket *ticket, Text *out_text)
{
    Customer customer;
    const JsonValue *texts = NULL;
    Text source = reply->text;
    TRY(entity_find(work, &customer_entity, ticket->customer_id, &customer));
    Text language = (ticket->has & TICKET_HAS(LANGUAGE)) ? ticket->language : customer.language;
    if (reply->has & FIELD_BIT(QUICK_TEXTS))
        TRY(json_read(work->arena, reply->texts, &texts));
    in_language(texts, language, &source);
    return macro_render(work, ticket, source, out_text);
}

static Result text_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    QuickReply reply;
    Text text;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    TRY(entity_find(work, &quick_reply_entity, request->ids[1], &reply));
    TRY(quick_reply_text(work, &reply, &ticket, &text));
    json_object(&answer->json);
    json_put_text(&answer->json, "text", text);
    json_end_object(&answer->json);
    return done();
}

const Route quick_reply_routes[] = {
    RESOURCE("/api/v1/quick_replies", &quick_reply_entity),
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/quick_replies/{quick_reply_id}",
     .entity = &quick_reply_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = text_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"text\"],\"properties\":{\"text\":{\"type\":\"string\"}}}",
     .about = "Its text for this ticket, in the customer's language, with the names filled in."},
    {.path = NULL},
};
