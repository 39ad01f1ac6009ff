#include "desk/message.h"

#include "base/json.h"
#include "desk/attachment.h"
#include "desk/ticket_state.h"
#include "model/search.h"
#include "people/agent.h"

const char *const message_author_names[] = {"customer", "agent", "bot", "system", NULL};
const char *const message_direction_names[] = {"in", "out", NULL};
const char *const message_kind_names[] = {"message",   "auto_reply", "auto_generated", "bounce", "delay",
                                          "delivered", "feedback",   "list",           "loop",   NULL};
const char *const delivery_state_names[] = {"queued", "sent", "delivered", "read", "failed", NULL};

static Result (*sanitise_html)(Arena *arena, Text html, Text *out_html);
static Text (*html_as_text)(Arena *arena, Text html);

void message_set_html_hooks(Result (*sanitise)(Arena *arena, Text html, Text *out_html),
                            Text (*to_text)(Arena *arena, Text html))
{
    sanitise_html = sanitise;
    html_as_text = to_text;
}

#define NESTED(name_, member, column_, type_, ...)                                                                     \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .offset = offsetof(Message, member), .column = (column_), __VA_ARGS__        \
    }

static const Field message_fields[] = {
    FIELD(Message, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Message, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_FILTER),
    NESTED("author.kind", author_kind, "author_kind", FIELD_CHOICE, .is_required = true,
           .choices = message_author_names, .can = CAN_FILTER),
    NESTED("author.id", author_id, "author_id", FIELD_INT, .can = CAN_FILTER),
    NESTED("author.name", author_name, "author_name", FIELD_TEXT, .about = "As it was then."),
    FIELD(Message, channel, FIELD_TEXT, .is_required = true, .bytes_max = 40, .can = CAN_FILTER, .format = FORMAT_LINE),
    FIELD(Message, direction, FIELD_CHOICE, .is_required = true, .choices = message_direction_names, .can = CAN_FILTER),
    {.name = "public",
     .type = FIELD_BOOL,
     .offset = offsetof(Message, is_public),
     .column = "is_public",
     .is_required = true,
     .can = CAN_FILTER,
     .about = "False: an internal note."},
    FIELD(Message, kind, FIELD_CHOICE, .is_required = true, .choices = message_kind_names, .can = CAN_FILTER),
    FIELD(Message, subject, FIELD_TEXT, .bytes_max = 1000, .can = IS_BODY),
    FIELD(Message, text, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = IS_BODY | CAN_SEARCH),
    FIELD(Message, html, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = IS_BODY,
          .about = "Sanitised on the server."),
    FIELD(Message, reply, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = IS_BODY,
          .about = "What the sender wrote now: no quote, no signature."),
    FIELD(Message, raw_blob_id, FIELD_INT, .can = IS_HIDDEN),
    NESTED("delivery.state", delivery_state, "delivery_state", FIELD_CHOICE, .choices = delivery_state_names),
    NESTED("delivery.at", delivery_at, "delivery_at", FIELD_TIME, .about = "When that state was reached."),
    NESTED("delivery.detail", delivery_detail, "delivery_detail", FIELD_TEXT, .bytes_max = 1000),
    FIELD(Message, recipients, FIELD_JSON, .bytes_max = RECIPIENTS_JSON_BYTES_MAX, .can = IS_BODY,
          .about = "from, to, cc and bcc: lists of {name, address}; null where none are known."),
    FIELD(Message, created_at, FIELD_TIME, .is_required = true, .can = CAN_FILTER | CAN_SORT),
    FIELD(Message, recorded_at, FIELD_TIME, .is_required = true, .can = CAN_FILTER,
          .about = "When Lazo learned of it."),
    FIELD(Message, redacted_at, FIELD_TIME, .can = CAN_FILTER, .about = "When its content was taken out for good."),
    FIELD(Message, redacted_by, FIELD_REFERENCE, .to = &agent_entity, .about = "Who took it out."),
};
_Static_assert(sizeof(message_fields) / sizeof(message_fields[0]) == MESSAGE_FIELD_COUNT,
               "the order of the dictionary");

static Result message_visible(Work *work, const Filter **out_filter)
{
    return ticket_part_visible(work, &message_entity, out_filter);
}

static const ChildList message_children[] = {
    {"attachments", &attachment_entity, "message_id", "t.id", false, MESSAGE_ATTACHMENTS_MAX},
    {"mentions", &message_mention_entity, "message_id", "t.agent_id", false, MESSAGE_MENTIONS_MAX},
};
EntityExtensions message_extensions;
const Entity message_entity = {
    .name = "message",
    .plural = "messages",
    .table = "messages",
    .record_bytes = sizeof(Message),
    ENTITY_FIELDS(message_fields),
    .rights = &rights_desk,
    .methods = ENTITY_READS,
    .default_sort = "id",
    ENTITY_CHILDREN(message_children),
    .extensions = &message_extensions,
    .visible = message_visible,
    .about = "What was written in a ticket: public, or as an internal note.",
};

#define RECIPIENTS_INPUT_BYTES_MAX 40000

static const Field message_input_fields[] = {
    FIELD(MessageInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(MessageInput, text, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = CAN_CREATE),
    FIELD(MessageInput, html, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = CAN_CREATE,
          .about = "Is sanitised; the text is derived from it when there is none."),
    {.name = "public",
     .type = FIELD_BOOL,
     .offset = offsetof(MessageInput, is_public),
     .can = CAN_CREATE,
     .about = "False: an internal note. Default true."},
    FIELD(MessageInput, direction, FIELD_CHOICE, .choices = message_direction_names, .can = CAN_CREATE,
          .about =
              "in: the customer's own words, noted down by you. Default: in for a new ticket's message, else out."),
    FIELD(MessageInput, channel, FIELD_TEXT, .bytes_max = 40, .can = CAN_CREATE, .format = FORMAT_LINE,
          .about = "Default: the ticket's."),
    FIELD(MessageInput, attachments, FIELD_JSON, .bytes_max = 2000, .can = CAN_CREATE,
          .about = "Ids of attachments that you uploaded before."),
    FIELD(MessageInput, to, FIELD_JSON, .bytes_max = RECIPIENTS_INPUT_BYTES_MAX, .can = CAN_CREATE,
          .about = "Addresses, or {name, address}, of a public message that goes out. Default: the customer's."),
    FIELD(MessageInput, cc, FIELD_JSON, .bytes_max = RECIPIENTS_INPUT_BYTES_MAX, .can = CAN_CREATE,
          .about = "Default: whoever had a copy of the customer's last message."),
    FIELD(MessageInput, bcc, FIELD_JSON, .bytes_max = RECIPIENTS_INPUT_BYTES_MAX, .can = CAN_CREATE,
          .about = "Whom nobody else sees."),
    FIELD(MessageInput, channel_id, FIELD_INT, .low = 1, .high = INT64_MAX, .can = CAN_CREATE,
          .about = "The channel to send it by. Default: the one by which the ticket goes."),
    FIELD(MessageInput, mentions, FIELD_JSON, .bytes_max = 2000, .can = CAN_CREATE,
          .about = "Ids of the agents that an internal note calls."),
};
const Entity message_input_entity = {
    .name = "message_input",
    .plural = "message_inputs",
    .record_bytes = sizeof(MessageInput),
    ENTITY_FIELDS(message_input_fields),
    .about = "A message to write: text or html.",
};

/* ---- counting ---- */

void message_count(Ticket *ticket, const MessageDraft *draft, int64_t at_ms)
{
    if (ticket->updated_at < at_ms) {
        ticket->updated_at = at_ms;
        ticket->has |= TICKET_HAS(UPDATED_AT);
    }
    if (!draft->is_public)
        return;
    if (draft->direction == DIRECTION_IN) {
        if (draft->author_kind != AUTHOR_CUSTOMER || draft->kind != MESSAGE_PLAIN)
            return;
        ticket->contacts++;
        ticket->has &= ~TICKET_HAS(SNOOZED_UNTIL);
        if (ticket->status == TICKET_PENDING || ticket_status_is_settled(ticket->status))
            ticket_move_clocks(ticket, TICKET_OPEN, at_ms);
        return;
    }
    if (draft->author_kind != AUTHOR_AGENT)
        return;
    ticket->replies++;
    if (!(ticket->has & TICKET_HAS(FIRST_REPLY_AT))) {
        ticket->first_reply_at = at_ms;
        ticket->has |= TICKET_HAS(FIRST_REPLY_AT);
    }
    if (ticket->status == TICKET_NEW)
        ticket_move_clocks(ticket, TICKET_OPEN, at_ms);
}

/* ---- storing ---- */

static void set_text(Message *message, Text *member, FieldSet bit, Text value)
{
    if (text_is_empty(value))
        return;
    *member = value;
    message->has |= bit;
}

static void set_int(Message *message, int64_t *member, FieldSet bit, int64_t value)
{
    *member = value;
    message->has |= bit;
}

static Message message_of(const Work *work, const Ticket *ticket, const MessageDraft *draft)
{
    Message message = {
        .ticket_id = ticket->id,
        .author_kind = draft->author_kind,
        .channel = text_is_empty(draft->channel) ? ticket->channel : draft->channel,
        .direction = draft->direction,
        .is_public = draft->is_public,
        .kind = draft->kind,
        .created_at = draft->created_at ? draft->created_at : work->now,
        .recorded_at = work->mode == WORK_IMPORT ? clock_now() : work->now,
        .route = draft->route,
    };
    message.has = MESSAGE_HAS(TICKET_ID) | MESSAGE_HAS(AUTHOR_KIND) | MESSAGE_HAS(CHANNEL) | MESSAGE_HAS(DIRECTION) |
                  MESSAGE_HAS(PUBLIC) | MESSAGE_HAS(KIND) | MESSAGE_HAS(CREATED_AT) | MESSAGE_HAS(RECORDED_AT);
    if (draft->author_id)
        set_int(&message, &message.author_id, MESSAGE_HAS(AUTHOR_ID), draft->author_id);
    if (draft->raw_blob_id)
        set_int(&message, &message.raw_blob_id, MESSAGE_HAS(RAW_BLOB_ID), draft->raw_blob_id);
    if (draft->has_delivery) {
        set_int(&message, &message.delivery_state, MESSAGE_HAS(DELIVERY_STATE), draft->delivery_state);
        set_int(&message, &message.delivery_at, MESSAGE_HAS(DELIVERY_AT), message.created_at);
    }
    set_text(&message, &message.author_name, MESSAGE_HAS(AUTHOR_NAME), draft->author_name);
    set_text(&message, &message.subject, MESSAGE_HAS(SUBJECT), draft->subject);
    set_text(&message, &message.text, MESSAGE_HAS(TEXT), draft->text);
    set_text(&message, &message.html, MESSAGE_HAS(HTML), draft->html);
    set_text(&message, &message.reply, MESSAGE_HAS(REPLY), draft->reply);
    set_text(&message, &message.recipients, MESSAGE_HAS(RECIPIENTS), draft->recipients);
    return message;
}

static const char *message_event(const MessageDraft *draft)
{
    if (!draft->is_public)
        return "note.added";
    return draft->direction == DIRECTION_IN ? "message.received" : "message.sent";
}

/* The message's record has no customer_id, but its event belongs to the ticket's customer's timeline. */
static Result message_event_add(Work *work, const Ticket *ticket, const MessageDraft *draft, const Message *message)
{
    return event_add_for(work, message_event(draft), &message_entity, NULL, message, ticket->customer_id);
}

Result message_store(Work *work, const Ticket *ticket, const MessageDraft *draft, Message *out_message)
{
    Message message = message_of(work, ticket, draft);
    TRY(entity_insert(work, &message_entity, &message));
    if (draft->attachment_count > 0)
        TRY(attachment_bind(work, draft->attachments, draft->attachment_count, ticket->id, message.id));
    TRY(mention_list_store(work, message.id, &draft->mentions));
    TRY(message_event_add(work, ticket, draft, &message));
    Text words = text_is_empty(message.text) ? message.subject : message.text;
    if (!text_is_empty(words))
        search_put(work, &message_entity, message.id, ticket->id, ticket->customer_id, words);
    *out_message = message;
    return done();
}

Result message_may_be_added(Work *work, const Ticket *ticket, const MessageDraft *draft)
{
    if (text_is_empty(draft->text) && text_is_empty(draft->html) && draft->attachment_count == 0 &&
        draft->raw_blob_id == 0)
        return fail(FAULT_INVALID, "A message needs a text, html or attachments.");
    if (ticket->has & TICKET_HAS(MERGED_INTO))
        return failf(work->arena, FAULT_CONFLICT, "The ticket was merged into ticket %lld: write there.",
                     (long long)ticket->merged_into);
    if (ticket->status == TICKET_CLOSED && draft->is_public && draft->direction == DIRECTION_OUT)
        return fail(FAULT_CONFLICT, "The ticket is closed: it takes internal notes only, until the customer writes.");
    return ticket_is_kept(ticket);
}

Result message_add(Work *work, Ticket *ticket, const MessageDraft *draft, Message *out_message)
{
    TRY(message_may_be_added(work, ticket, draft));
    Ticket after = *ticket;
    message_count(&after, draft, draft->created_at ? draft->created_at : work->now);
    TRY(message_store(work, &after, draft, out_message));
    TRY(ticket_store_change(work, ticket, &after));
    *ticket = after;
    return done();
}

Result message_set_delivery(Work *work, int64_t message_id, DeliveryState state, Text detail)
{
    Message before;
    Ticket ticket;
    TRY(entity_find(work, &message_entity, message_id, &before));
    TRY(entity_find(work, &ticket_entity, before.ticket_id, &ticket));
    Message after = before;
    after.delivery_detail = text_cut(detail, MESSAGE_DELIVERY_DETAIL_BYTES_MAX);
    after.has =
        text_is_empty(detail) ? after.has & ~MESSAGE_HAS(DELIVERY_DETAIL) : after.has | MESSAGE_HAS(DELIVERY_DETAIL);
    bool is_known = (before.has & MESSAGE_HAS(DELIVERY_STATE)) && before.delivery_state == (int64_t)state &&
                    text_equals(before.has & MESSAGE_HAS(DELIVERY_DETAIL) ? before.delivery_detail : TEXT_NONE,
                                after.delivery_detail);
    if (is_known)
        return done();
    set_int(&after, &after.delivery_state, MESSAGE_HAS(DELIVERY_STATE), state);
    set_int(&after, &after.delivery_at, MESSAGE_HAS(DELIVERY_AT), work->now);
    TRY(entity_update(work, &message_entity, &before, &after, NULL));
    return event_add_for(work, "message.delivery_changed", &message_entity, &before, &after, ticket.customer_id);
}

/* ---- from a request ---- */

static Text below(Work *work, Text pointer, const char *name)
{
    return text_format(work->arena, "%.*s/%s", TEXT_ARG(pointer), name);
}

static Result read_attachment_ids(Work *work, Text source, Text pointer, MessageDraft *draft)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    if (list->kind != JSON_LIST)
        return work_fault(work, pointer, "wrong_type", "This must be a list of ids.");
    if (list->list.count > MESSAGE_ATTACHMENTS_MAX)
        return work_fault(work, pointer, "too_many", "At most %d are allowed.", MESSAGE_ATTACHMENTS_MAX);
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        if (list->list.items[i].kind != JSON_INT)
            return work_fault(work, text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer), i), "wrong_type",
                              "This must be an integer.");
        ids[i] = list->list.items[i].integer;
    }
    draft->attachments = ids;
    draft->attachment_count = list->list.count;
    return done();
}

/* Only what leaves goes to somebody. */
static Result read_route(Work *work, const MessageInput *input, Text pointer, MessageDraft *draft)
{
    MessageRoute *route = ARENA_NEW(work->arena, MessageRoute);
    const struct {
        const char *name;
        FieldSet bit;
        Text source;
        RecipientList *list;
    } lists[] = {
        {"to", FIELD_BIT(MESSAGE_INPUT_TO), input->to, &route->recipients.to},
        {"cc", FIELD_BIT(MESSAGE_INPUT_CC), input->cc, &route->recipients.cc},
        {"bcc", FIELD_BIT(MESSAGE_INPUT_BCC), input->bcc, &route->recipients.bcc},
    };
    bool is_asked = (input->has & FIELD_BIT(MESSAGE_INPUT_CHANNEL_ID)) != 0;
    route->pointer = pointer;
    route->channel_id = is_asked ? input->channel_id : 0;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (!(input->has & lists[i].bit))
            continue;
        TRY(recipient_list_read(work, lists[i].source, below(work, pointer, lists[i].name), lists[i].list));
        is_asked = true;
    }
    if (is_asked && (!draft->is_public || draft->direction != DIRECTION_OUT))
        return work_fault(work, pointer, "not_allowed",
                          "Only a public message that goes out has recipients and a channel.");
    draft->route = is_asked ? route : NULL;
    return done();
}

/* A colleague is called within the house only. */
static Result read_mentions(Work *work, const MessageInput *input, Text pointer, MessageDraft *draft)
{
    TRY(mention_list_read(work, input->mentions, pointer, &draft->mentions));
    if (draft->is_public && draft->mentions.count > 0)
        return work_fault(work, pointer, "not_allowed", "Only an internal note calls colleagues.");
    return done();
}

Result message_prepare_html(Arena *arena, MessageInput *input)
{
    if (!(input->has & FIELD_BIT(MESSAGE_INPUT_HTML)) || input->is_prepared)
        return done();
    if (sanitise_html == NULL)
        return fail(FAULT_INVALID, "Messages in HTML are not taken here.");
    TRY(sanitise_html(arena, input->html, &input->html));
    bool has_text = (input->has & FIELD_BIT(MESSAGE_INPUT_TEXT)) && !text_is_empty(text_trim(input->text));
    if (!has_text && html_as_text) {
        input->text = html_as_text(arena, input->html);
        input->has |= FIELD_BIT(MESSAGE_INPUT_TEXT);
    }
    input->is_prepared = true;
    return done();
}

static void set_author(const Work *work, int64_t customer_id, MessageDraft *draft)
{
    if (draft->direction == DIRECTION_IN) {
        draft->author_kind = AUTHOR_CUSTOMER;
        draft->author_id = customer_id;
        return;
    }
    draft->author_kind = work->actor.kind == ACTOR_SYSTEM ? AUTHOR_SYSTEM : AUTHOR_AGENT;
    draft->author_id = work->actor.kind == ACTOR_AGENT ? work->actor.id : 0;
    draft->author_name = work->actor.name;
}

Result message_from_input(Work *work, const MessageInput *source, MessageDirection direction, int64_t customer_id,
                          Text pointer, MessageDraft *out_draft)
{
    MessageInput input = *source;
    Result prepared = message_prepare_html(work->arena, &input);
    if (!is_ok(prepared))
        return work_fault(work, below(work, pointer, "html"), "wrong_format", "%s", prepared.why);
    MessageDraft draft = {.direction = direction, .is_public = true, .kind = MESSAGE_PLAIN};
    if (input.has & FIELD_BIT(MESSAGE_INPUT_PUBLIC))
        draft.is_public = input.is_public != 0;
    if (input.has & FIELD_BIT(MESSAGE_INPUT_DIRECTION))
        draft.direction = (MessageDirection)input.direction;
    if (!draft.is_public)
        draft.direction = DIRECTION_OUT; /* a note is the house's own, whatever it tells */
    if (input.has & FIELD_BIT(MESSAGE_INPUT_CHANNEL))
        draft.channel = input.channel;
    if (input.has & FIELD_BIT(MESSAGE_INPUT_TEXT))
        draft.text = text_cut(input.text, MESSAGE_TEXT_BYTES_MAX);
    if (input.has & FIELD_BIT(MESSAGE_INPUT_HTML))
        draft.html = input.html;
    if (input.has & FIELD_BIT(MESSAGE_INPUT_ATTACHMENTS))
        TRY(read_attachment_ids(work, input.attachments, below(work, pointer, "attachments"), &draft));
    TRY(read_route(work, &input, pointer, &draft));
    if (input.has & FIELD_BIT(MESSAGE_INPUT_MENTIONS))
        TRY(read_mentions(work, &input, below(work, pointer, "mentions"), &draft));
    if (text_is_empty(text_trim(draft.text)) && text_is_empty(draft.html) && draft.attachment_count == 0)
        return work_fault(work, below(work, pointer, "text"), "required", "Write a text, or html.");
    set_author(work, customer_id, &draft);
    *out_draft = draft;
    return done();
}
