#include "desk/macro.h"
#include "desk/message.h"

/* What POST of a ticket or a message needs done before the lane: its HTML sanitised. */
static Result prepare_html(Arena *arena, const JsonValue *message, void **out_prepared)
{
    const JsonValue *html = json_member(message, "html");
    *out_prepared = NULL;
    if (html == NULL || html->kind != JSON_TEXT || html->text.length > MESSAGE_TEXT_BYTES_MAX ||
        !text_is_utf8(html->text))
        return done(); /* reading it by the dictionary says what is wrong */
    MessageInput *input = ARENA_NEW(arena, MessageInput);
    input->html = html->text;
    input->text = json_text_member(message, "text");
    input->has = FIELD_BIT(MESSAGE_INPUT_HTML) | (input->text.data ? FIELD_BIT(MESSAGE_INPUT_TEXT) : 0);
    TRY(message_prepare_html(arena, input));
    *out_prepared = input;
    return done();
}

static Result ticket_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    return prepare_html(arena, json_member(request->json, "message"), out_prepared);
}

static Result message_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    return prepare_html(arena, request->json, out_prepared);
}

static void take_prepared(const Request *request, MessageInput *input)
{
    const MessageInput *prepared = request_prepared(request);
    if (prepared == NULL || !(input->has & FIELD_BIT(MESSAGE_INPUT_HTML)))
        return;
    input->html = prepared->html;
    input->text = prepared->text;
    input->has |= prepared->has;
    input->is_prepared = true;
}

static Result ticket_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    TRY(request_read(work, request, &ticket_entity, &input));
    for (size_t i = 0; i < ticket_entity.part_count; i++) {
        if (input->parts[i] && input->parts[i]->entity == &message_input_entity)
            take_prepared(request, input->parts[i]->record);
    }
    Ticket ticket;
    TRY(ticket_add_input(work, input, &ticket));
    return answer_created(work, &ticket_entity, ticket.id, request, answer);
}

static Result messages_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    const Filter *of_ticket = filter_is_int(work, &message_entity, "ticket_id", ticket.id);
    return answer_list_sorted(work, &message_entity, of_ticket, "created_at", request, answer);
}

static Result message_post(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    EntityInput *input;
    MessageDraft draft;
    Message message;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    TRY(request_read(work, request, &message_input_entity, &input));
    take_prepared(request, input->record);
    TRY(message_from_input(work, input->record, DIRECTION_OUT, ticket.customer_id, TEXT(""), &draft));
    if (draft.is_public)
        TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    TRY(message_add(work, &ticket, &draft, &message));
    return answer_created(work, &message_entity, message.id, request, answer);
}

static Result macro_post(Work *work, const Request *request, Answer *answer)
{
    TRY(macro_apply(work, request->ids[1], request->ids[0]));
    return answer_record(work, &ticket_entity, request->ids[0], request, answer);
}

static Result macro_get(Work *work, const Request *request, Answer *answer)
{
    return macro_preview(work, request->ids[1], request->ids[0], &answer->json);
}

#define MACRO_PREVIEW_SCHEMA                                                                                           \
    "{\"type\":\"object\",\"required\":[\"reply\",\"note\",\"changes\",\"tags\"],\"properties\":{"                     \
    "\"reply\":{\"type\":[\"string\",\"null\"]},\"note\":{\"type\":[\"string\",\"null\"]},"                            \
    "\"changes\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"field\",\"before\",\"after\"],"    \
    "\"properties\":{\"field\":{\"type\":\"string\"},\"before\":{},\"after\":{}}}},"                                   \
    "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"

const Route ticket_routes[] = {
    RESOURCE("/api/v1/tickets", &ticket_entity),
    {.method = "POST",
     .path = "/api/v1/tickets",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .prepare = ticket_prepare,
     .handle = ticket_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &ticket_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .success = 201,
     .about = "Opens a ticket for customer_id, or for customer, who is recognised or becomes a new one."},
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/messages",
     .entity = &message_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = messages_get,
     .gives = SHAPE_LIST,
     .gives_entity = &message_entity,
     .about = "The ticket's messages, oldest first."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/messages",
     .entity = &message_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .prepare = message_prepare,
     .handle = message_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &message_input_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &message_entity,
     .success = 201,
     .about = "Answers the customer, or adds an internal note."},
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/macros/{macro_id}",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = macro_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = MACRO_PREVIEW_SCHEMA,
     .about = "What the macro would do to the ticket; nothing is changed."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/macros/{macro_id}",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = macro_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .about = "Does to the ticket what the macro says."},
    {.path = NULL},
};
