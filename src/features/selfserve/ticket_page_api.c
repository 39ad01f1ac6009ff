/* /t/TOKEN: reading, answering, files; and the link that agents copy. */
#include "base/digest.h"
#include "desk/attachment.h"
#include "desk/stored_bytes.h"
#include "http/form.h"
#include "selfserve/ticket_page.h"
#include "selfserve/ticket_page_words.h"

#define FORM_BYTES_MAX ((size_t)21 << 20)
#define CHANNEL_NAME "web"

static Result gone(Work *work, Answer *answer)
{
    PublicLanguage language = public_language(work, TEXT_NONE);
    return public_notice(work, language, text_of(page_words(language, WORDS_GONE)),
                         text_of(page_words(language, WORDS_GONE_DETAIL)), 404, answer);
}

static Result page_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TicketPage page;
    TicketPageSaid said = {.is_sent = request_query(request, "sent").data != NULL,
                           .is_preview = request_query(request, "preview").data != NULL};
    Result found = ticket_page_find(work, request->words[0], &ticket);
    if (found.fault == FAULT_NOT_FOUND)
        return gone(work, answer);
    TRY(found);
    TRY(ticket_page_load(work, &ticket, &page));
    return ticket_page_show(work, &page, request->words[0], &said, 200, answer);
}

/* ---- answering ---- */

typedef struct Reply {
    Form form;
    Text text;
    bool is_readable;
    const FormPart *files[TICKET_PAGE_FILES_MAX];
    char hexes[TICKET_PAGE_FILES_MAX][SHA256_HEX_BYTES];
    size_t file_count;
    bool has_bad_file;
} Reply;

static void files_take(Reply *reply)
{
    for (size_t i = 0; i < reply->form.count; i++) {
        const FormPart *part = &reply->form.parts[i];
        if (text_is_empty(part->file_name))
            continue;
        if (text_is_empty(part->value) || reply->file_count == TICKET_PAGE_FILES_MAX) {
            reply->has_bad_file = true;
            return;
        }
        sha256_hex(part->value, reply->hexes[reply->file_count]);
        reply->files[reply->file_count++] = part;
    }
}

/* Off the lane: reading the form and hashing its files. What is no form is answered with words, like an empty one. */
static Result reply_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    Reply *reply = ARENA_NEW(arena, Reply);
    reply->is_readable = is_ok(form_read(arena, request, &reply->form));
    if (reply->is_readable) {
        reply->text = text_trim(form_text(arena, &reply->form, "text"));
        files_take(reply);
    }
    *out_prepared = reply;
    return done();
}

static size_t codepoints(Text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

static const char *fault_of(const Reply *reply, PublicLanguage language)
{
    if (reply->has_bad_file)
        return page_words(language, WORDS_BAD_FILE);
    if (codepoints(reply->text) > TICKET_PAGE_TEXT_MAX)
        return page_words(language, WORDS_TOO_LONG);
    if (text_find_byte(reply->text, '\0', 0) != SIZE_MAX)
        return page_words(language, WORDS_EMPTY);
    return text_is_empty(reply->text) && reply->file_count == 0 ? page_words(language, WORDS_EMPTY) : NULL;
}

static Result files_add(Work *work, const Reply *reply, int64_t *out_ids)
{
    for (size_t i = 0; i < reply->file_count; i++) {
        Attachment attachment;
        TRY(attachment_add(work, reply->files[i]->file_name, reply->files[i]->type, reply->files[i]->value,
                           reply->hexes[i], &attachment));
        out_ids[i] = attachment.id;
    }
    return done();
}

static Result page_post(Work *work, const Request *request, Answer *answer)
{
    const Reply *reply = request_prepared(request);
    Ticket ticket;
    TicketPage page;
    int64_t files[TICKET_PAGE_FILES_MAX];
    Result found = ticket_page_find(work, request->words[0], &ticket);
    if (found.fault == FAULT_NOT_FOUND)
        return gone(work, answer);
    TRY(found);
    TRY(ticket_page_load(work, &ticket, &page));
    TicketPageSaid said = {.fault = fault_of(reply, page.language), .draft = reply->text};
    if (said.fault)
        return ticket_page_show(work, &page, request->words[0], &said, 422, answer);
    ticket_page_act(work, ticket.customer_id);
    TRY(files_add(work, reply, files));
    TRY(ticket_page_write(work, &ticket, reply->text, files, reply->file_count, TEXT(CHANNEL_NAME)));
    answer->status = 303;
    answer->location = text_format(work->arena, "/t/%.*s?sent=1", TEXT_ARG(request->words[0]));
    return done();
}

/* ---- files ---- */

static Result bytes_read(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    return stored_bytes_read(work, context, offset, bytes_max, out_bytes);
}

static Result file_find(Work *work, int64_t id, Attachment *out_attachment)
{
    Actor caller = work->actor;
    work->actor = actor_system;
    Result found = entity_find(work, &attachment_entity, id, out_attachment);
    work->actor = caller;
    return found;
}

static Result file_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TicketPage page;
    Attachment attachment;
    Result found = ticket_page_find(work, request->words[0], &ticket);
    if (found.fault == FAULT_NOT_FOUND)
        return gone(work, answer);
    TRY(found);
    TRY(ticket_page_load(work, &ticket, &page));
    bool is_shown = false;
    for (size_t i = 0; i < page.file_count; i++)
        is_shown = is_shown || page.files[i].id == request->ids[0];
    if (!is_shown)
        return gone(work, answer);
    TRY(file_find(work, request->ids[0], &attachment));
    Arena *arena = answer->body.arena;
    answer->content_type = attachment_safe_type(attachment.type);
    answer_header(answer, "Content-Disposition", attachment_disposition(arena, attachment.name));
    answer_header(answer, "Content-Security-Policy", TEXT("sandbox; default-src 'none'"));
    answer->read_more = bytes_read;
    answer->read_context = stored_bytes_of(arena, &attachment);
    answer->read_bytes = attachment.size;
    return done();
}

/* ---- for agents ---- */

static Result link_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    Text path;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    TRY(ticket_page_path(work, ticket.id, &path));
    json_object(&answer->json);
    json_put_text(&answer->json, "path", path);
    json_end_object(&answer->json);
    answer->is_secret = true;
    return done();
}

static const RouteParameter page_parameters[] = {
    {"sent", "string", "Says that an answer was taken."},
    {"preview", "string", "As the customer sees it, without the form."},
};

const Route ticket_page_routes[] = {
    {.method = "GET",
     .path = "/t/{token}",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_READ,
     .handle = page_get,
     .is_page = true,
     .gives = SHAPE_BYTES,
     .parameters = page_parameters,
     .parameter_count = sizeof(page_parameters) / sizeof(page_parameters[0]),
     .about =
         "A ticket as its customer sees it: state, next step, conversation and a form to answer; HTML without scripts."},
    {.method = "POST",
     .path = "/t/{token}",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_WRITE,
     .prepare = reply_prepare,
     .handle = page_post,
     .is_page = true,
     .body_bytes_max = FORM_BYTES_MAX,
     .takes = SHAPE_BYTES,
     .gives = SHAPE_BYTES,
     .success = 303,
     .about = "The customer answers: fields text and files of a form."},
    {.method = "GET",
     .path = "/t/{token}/files/{id}",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_READ,
     .handle = file_get,
     .is_page = true,
     .gives = SHAPE_BYTES,
     .about = "A file of a public message, as a download."},
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/page",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = link_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\"}}}",
     .about = "Where the customer follows the ticket: a path below the workspace's address."},
    {.path = NULL},
};
