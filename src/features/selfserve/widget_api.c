/* What the widget on a shop's pages calls: the contact form and the visitor's ticket. No cookies; who holds the ticket's
 * token reads and answers it, as on its page. */
#include "desk/message.h"
#include "people/customer.h"
#include "selfserve/site.h"
#include "selfserve/ticket_page.h"
#include "selfserve/ticket_page_words.h"

#define SUBJECT_CODEPOINTS 80
#define TICKETS_AN_HOUR_MAX 20 /* of one customer, by the widget */
#define SAME_CLICK_MS (10 * MINUTE_MS)
#define BODY_BYTES_MAX ((size_t)128 << 10)
#define CHANNEL_NAME "widget"

typedef struct Contact {
    FieldSet has;
    int64_t id;
    Text site;
    Text name;
    Text email;
    Text text;
    Text language;
    Text page;
    int64_t agreed;
    Text website; /* a trap: people do not see it */
} Contact;
static const Field contact_fields[] = {
    FIELD(Contact, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Contact, site, FIELD_TEXT, .bytes_max = 100, .is_required = true, .can = CAN_CREATE,
          .about = "The site's key."),
    FIELD(Contact, name, FIELD_TEXT, .bytes_max = 120, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "The visitor's name."),
    FIELD(Contact, email, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .can = CAN_CREATE,
          .about = "Where to answer."),
    FIELD(Contact, text, FIELD_TEXT, .bytes_max = 4 * TICKET_PAGE_TEXT_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "What the visitor writes."),
    FIELD(Contact, language, FIELD_TEXT, .bytes_max = 10, .format = FORMAT_LANGUAGE, .can = CAN_CREATE,
          .about = "The language the widget speaks."),
    FIELD(Contact, page, FIELD_TEXT, .bytes_max = 1000, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "The address of the page it is on."),
    FIELD(Contact, agreed, FIELD_BOOL, .can = CAN_CREATE, .about = "Whether the visitor agreed to the privacy notice."),
    FIELD(Contact, website, FIELD_TEXT, .bytes_max = 500, .can = CAN_CREATE, .about = "Must be empty."),
};
static const Entity contact_shape = {
    .name = "contact",
    .plural = "contacts",
    .record_bytes = sizeof(Contact),
    ENTITY_FIELDS(contact_fields),
    .about = "What a visitor sends by the widget's form.",
};

typedef struct Answering {
    FieldSet has;
    int64_t id;
    Text text;
} Answering;
static const Field answering_fields[] = {
    FIELD(Answering, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Answering, text, FIELD_TEXT, .bytes_max = 4 * TICKET_PAGE_TEXT_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "What the visitor writes."),
};
static const Entity answering_shape = {
    .name = "visitor_message",
    .plural = "visitor_messages",
    .record_bytes = sizeof(Answering),
    ENTITY_FIELDS(answering_fields),
    .about = "A visitor's answer.",
};

static Result config_get(Work *work, const Request *request, Answer *answer)
{
    Site site;
    TRY(site_find(work, request_query(request, "site"), request_header(request, "Origin"), &site));
    Json *json = &answer->json;
    WorkspaceSettings settings = workspace_settings(work->workspace);
    json_object(json);
    json_put_string(json, "workspace", settings.name);
    json_put_text(json, "language", site.language.data ? site.language : TEXT(""));
    json_put_text(json, "color", site.color.data ? site.color : TEXT(""));
    json_put_text(json, "greeting", site.greeting.data ? site.greeting : TEXT(""));
    json_put_text(json, "privacy_url", site.privacy_url.data ? site.privacy_url : TEXT(""));
    json_end_object(json);
    answer_header(answer, "Cache-Control", TEXT("public, max-age=300"));
    return done();
}

/* ---- a new ticket ---- */

/* The first line, or as much of it as a subject holds. */
static Text subject_of(Arena *arena, Text text)
{
    Text line = text_trim(text_slice(text, 0, text_find_byte(text, '\n', 0)));
    size_t count = 0;
    for (size_t i = 0; i < line.length; i++) {
        bool is_start = ((unsigned char)line.data[i] & 0xc0) != 0x80;
        if (is_start && count++ == SUBJECT_CODEPOINTS)
            return text_format(arena, "%.*s…", TEXT_ARG(text_trim(text_slice(line, 0, i))));
    }
    Buffer clean = buffer_new(arena, line.length + 1);
    for (size_t i = 0; i < line.length; i++)
        buffer_add_byte(&clean, (unsigned char)line.data[i] < 0x20 || line.data[i] == 0x7f ? ' ' : line.data[i]);
    return buffer_text(&clean);
}

static Result flood_check(Work *work, int64_t customer_id)
{
    int64_t count;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(id) FROM tickets WHERE customer_id = $1 AND channel = '" CHANNEL_NAME
                          "' AND created_at > $2"),
                   DB_VALUES(db_int(customer_id), db_int(work->now - HOUR_MS)), &count));
    if (count < TICKETS_AN_HOUR_MAX)
        return done();
    return fail(FAULT_CONFLICT, "This address has sent many requests in the last hour. Write in one that is open.");
}

/* A second click or a call that was tried again: the ticket that the same words opened minutes ago; 0 for none. */
static Result same_contact(Work *work, int64_t customer_id, Text text, int64_t *out_ticket_id)
{
    *out_ticket_id = 0;
    Result found =
        db_one_int(work->db,
                   DB_SQL("SELECT t.id FROM tickets t JOIN messages m ON m.ticket_id = t.id WHERE "
                          "t.customer_id = $1 AND t.channel = '" CHANNEL_NAME
                          "' AND t.created_at > $2 AND m.author_kind = 'customer' AND m.text = $3 "
                          "ORDER BY t.id LIMIT 1"),
                   DB_VALUES(db_int(customer_id), db_int(work->now - SAME_CLICK_MS), db_text(text)), out_ticket_id);
    return found.fault == FAULT_NOT_FOUND ? done() : found;
}

/* For the agents: from which page, and what was agreed to. */
static Result origin_note(Work *work, const Site *site, const Contact *contact, Ticket *ticket)
{
    static const char *const from[PUBLIC_LANGUAGES] = {"Escrito en: %.*s", "Written at: %.*s", "Escrito em: %.*s"};
    static const char *const agreed[PUBLIC_LANGUAGES] = {"Aceptó el aviso de privacidad: %.*s",
                                                         "Agreed to the privacy notice: %.*s",
                                                         "Aceitou o aviso de privacidade: %.*s"};
    PublicLanguage language = public_language(work, text_of(workspace_settings(work->workspace).language));
    Buffer note = buffer_new(work->arena, 8192);
    Message message;
    if (!text_is_empty(contact->page))
        buffer_add_text(&note, text_format(work->arena, from[language], TEXT_ARG(contact->page)));
    if (contact->agreed && !text_is_empty(site->privacy_url)) {
        buffer_add_string(&note, note.length > 0 ? "\n" : "");
        buffer_add_text(&note, text_format(work->arena, agreed[language], TEXT_ARG(site->privacy_url)));
    }
    if (note.length == 0)
        return done();
    MessageDraft draft = {.author_kind = AUTHOR_SYSTEM,
                          .channel = TEXT(CHANNEL_NAME),
                          .direction = DIRECTION_IN,
                          .kind = MESSAGE_AUTO_GENERATED,
                          .text = buffer_text(&note)};
    return message_add(work, ticket, &draft, &message);
}

static Result contact_open(Work *work, const Site *site, const Contact *contact, Ticket *out_ticket)
{
    bool was_created;
    int64_t customer_id, same_id;
    CustomerHint hint = {.kind = IDENTITY_EMAIL,
                         .value = contact->email,
                         .name = contact->name,
                         .language = contact->language,
                         .source = TEXT("web")};
    work->actor = (Actor){.kind = ACTOR_SYSTEM, .language = work->actor.language};
    TRY(customer_recognise(work, &hint, &customer_id, &was_created));
    TRY(same_contact(work, customer_id, contact->text, &same_id));
    if (same_id != 0)
        return entity_find(work, &ticket_entity, same_id, out_ticket);
    TRY(flood_check(work, customer_id));
    ticket_page_act(work, customer_id);
    Ticket draft = {.customer_id = customer_id,
                    .subject = subject_of(work->arena, contact->text),
                    .channel = TEXT(CHANNEL_NAME),
                    .language = contact->language,
                    .team_id = site->team_id,
                    .has = TICKET_HAS(CUSTOMER_ID) | TICKET_HAS(SUBJECT) | TICKET_HAS(CHANNEL)};
    if (!text_is_empty(contact->language))
        draft.has |= TICKET_HAS(LANGUAGE);
    if (site->has & SITE_HAS(TEAM_ID))
        draft.has |= TICKET_HAS(TEAM_ID);
    MessageDraft first = {.author_kind = AUTHOR_CUSTOMER,
                          .author_id = customer_id,
                          .author_name = contact->name,
                          .channel = TEXT(CHANNEL_NAME),
                          .direction = DIRECTION_IN,
                          .is_public = true,
                          .kind = MESSAGE_PLAIN,
                          .text = contact->text,
                          .reply = contact->text};
    TRY(ticket_add(work, &draft, &first, out_ticket));
    return origin_note(work, site, contact, out_ticket);
}

static void ticket_written(Work *work, const TicketPage *page, Text token, Json *json)
{
    const Ticket *ticket = &page->ticket;
    bool is_promised = (ticket->has & TICKET_HAS(NEXT_UPDATE_AT)) && !ticket_status_is_settled(ticket->status) &&
                       ticket->next_update_at > work->now;
    json_object(json);
    json_put_text(json, "token", token);
    json_put_text(json, "page", text_format(work->arena, "/t/%.*s", TEXT_ARG(token)));
    json_put_int(json, "number", ticket->number);
    json_put_text(json, "subject", ticket->subject);
    json_put_string(json, "status", ticket_status_names[ticket->status]);
    json_put_string(json, "status_words", page_status(page->language, (TicketStatus)ticket->status));
    json_put_string(json, "next_step", page_next_step(page->language, (TicketStatus)ticket->status));
    if (is_promised)
        json_put_time(json, "next_update_at", ticket->next_update_at);
    json_name(json, "messages");
    json_list(json);
    for (size_t i = 0; i < page->message_count; i++) {
        json_object(json);
        json_put_int(json, "id", page->messages[i].id);
        json_put_bool(json, "mine", page->messages[i].is_customer);
        json_put_text(json, "who", page->messages[i].is_customer ? TEXT("") : page->messages[i].who);
        json_put_text(json, "text", page->messages[i].text);
        json_put_time(json, "at", page->messages[i].at_ms);
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
}

static Result ticket_answer(Work *work, const Ticket *ticket, Answer *answer)
{
    TicketPage page;
    Text token;
    TRY(ticket_page_load(work, ticket, &page));
    TRY(ticket_page_token(work, ticket->id, &token));
    ticket_written(work, &page, token, &answer->json);
    answer->is_secret = true;
    return done();
}

static Result text_check(Work *work, Text *text)
{
    *text = text_trim(*text);
    return text_is_empty(*text) ? work_fault(work, TEXT("/text"), "required", "Write a message.") : done();
}

static Result contact_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Site site;
    Ticket ticket;
    TRY(request_read(work, request, &contact_shape, &input));
    Contact *contact = input->record;
    TRY(text_check(work, &contact->text));
    TRY(site_find(work, contact->site, request_header(request, "Origin"), &site));
    if (!text_is_empty(site.privacy_url) && !contact->agreed)
        return work_fault(work, TEXT("/agreed"), "required", "Agree to the privacy notice first.");
    if (!text_is_empty(contact->website))
        return fail(FAULT_DENIED, "This does not look like a person's message.");
    TRY(contact_open(work, &site, contact, &ticket));
    return ticket_answer(work, &ticket, answer);
}

static Result ticket_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TRY(ticket_page_find(work, request->words[0], &ticket));
    return ticket_answer(work, &ticket, answer);
}

static Result message_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Ticket ticket;
    TRY(ticket_page_find(work, request->words[0], &ticket));
    TRY(request_read(work, request, &answering_shape, &input));
    Answering *said = input->record;
    TRY(text_check(work, &said->text));
    TRY(ticket_page_write(work, &ticket, said->text, NULL, 0, TEXT(CHANNEL_NAME)));
    return ticket_answer(work, &ticket, answer);
}

static const RouteParameter config_parameters[] = {
    {"site", "string", "The site's key."},
};

#define TICKET_SCHEMA                                                                                                   \
    "{\"type\":\"object\",\"required\":[\"token\",\"page\",\"number\",\"subject\",\"status\",\"messages\"],"            \
    "\"properties\":{\"token\":{\"type\":\"string\"},\"page\":{\"type\":\"string\"},\"number\":{\"type\":\"integer\"}," \
    "\"subject\":{\"type\":\"string\"},\"status\":{\"type\":\"string\"},\"status_words\":{\"type\":\"string\"},"        \
    "\"next_step\":{\"type\":\"string\"},\"next_update_at\":{\"type\":\"string\",\"format\":\"date-time\"},"            \
    "\"messages\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},"    \
    "\"mine\":{\"type\":\"boolean\"},\"who\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"},"                     \
    "\"at\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}}"

const Route widget_routes[] = {
    {.method = "GET",
     .path = "/w/v1/config",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_READ,
     .handle = config_get,
     .is_cross_origin = true,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"properties\":{\"workspace\":{\"type\":\"string\"},\"language\":{\"type\":"
                     "\"string\"},\"color\":{\"type\":\"string\"},\"greeting\":{\"type\":\"string\"},\"privacy_url\":{"
                     "\"type\":\"string\"}}}",
     .parameters = config_parameters,
     .parameter_count = sizeof(config_parameters) / sizeof(config_parameters[0]),
     .about = "How a site's widget looks and speaks."},
    {.method = "POST",
     .path = "/w/v1/tickets",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_WRITE,
     .handle = contact_post,
     .is_cross_origin = true,
     .is_scarce = true,
     .body_bytes_max = BODY_BYTES_MAX,
     .takes = SHAPE_RECORD,
     .takes_entity = &contact_shape,
     .gives = SHAPE_SCHEMA,
     .gives_schema = TICKET_SCHEMA,
     .success = 201,
     .about = "A visitor writes by the widget's form: opens a ticket and answers the token to follow it by."},
    {.method = "GET",
     .path = "/w/v1/tickets/{token}",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_READ,
     .handle = ticket_get,
     .is_cross_origin = true,
     .gives = SHAPE_SCHEMA,
     .gives_schema = TICKET_SCHEMA,
     .about = "A ticket as its customer sees it."},
    {.method = "POST",
     .path = "/w/v1/tickets/{token}/messages",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_WRITE,
     .handle = message_post,
     .is_cross_origin = true,
     .body_bytes_max = BODY_BYTES_MAX,
     .takes = SHAPE_RECORD,
     .takes_entity = &answering_shape,
     .gives = SHAPE_SCHEMA,
     .gives_schema = TICKET_SCHEMA,
     .success = 201,
     .about = "The customer answers in the ticket."},
    {.path = NULL},
};
