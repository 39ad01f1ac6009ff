/* The page of a ticket as HTML. */
#include "mail/mail_markdown.h"
#include "selfserve/ticket_page.h"
#include "selfserve/ticket_page_words.h"

#define VALUES_BYTES_MAX ((size_t)8 << 20)
#define PLACES 3 /* received, in progress, done */

typedef struct PageWriting {
    Work *work;
    const TicketPage *page;
    Text token;
    Json json;
} PageWriting;

static const char *say(const PageWriting *writing, PageWords words)
{
    return page_words(writing->page->language, words);
}

static Text say_time(const PageWriting *writing, int64_t at_ms)
{
    return public_time(writing->work->arena, writing->page->language, writing->page->zone, at_ms);
}

static void put_with_time(PageWriting *writing, const char *name, PageWords words, int64_t at_ms)
{
    Text time = say_time(writing, at_ms);
    json_put_text(&writing->json, name, text_format(writing->work->arena, say(writing, words), TEXT_ARG(time)));
}

static int place_of(int64_t status)
{
    if (ticket_status_is_settled(status))
        return 2;
    return status == TICKET_NEW ? 0 : 1;
}

static void put_steps(PageWriting *writing)
{
    static const PageWords words[PLACES] = {WORDS_RECEIVED, WORDS_IN_COURSE, WORDS_DONE};
    int place = place_of(writing->page->ticket.status);
    json_put_string(&writing->json, "steps_label", say(writing, WORDS_STEPS));
    json_name(&writing->json, "steps");
    json_list(&writing->json);
    for (int i = 0; i < PLACES; i++) {
        json_object(&writing->json);
        json_put_string(&writing->json, "class", i < place ? "past" : i == place ? "now" : "later");
        json_put_bool(&writing->json, "is_now", i == place);
        json_put_string(&writing->json, "words", say(writing, words[i]));
        json_end_object(&writing->json);
    }
    json_end_list(&writing->json);
}

static void put_files(PageWriting *writing, int64_t message_id)
{
    const TicketPage *page = writing->page;
    bool has_files = false;
    json_name(&writing->json, "files");
    json_list(&writing->json);
    for (size_t i = page->file_count; i > 0; i--) { /* newest first in the list, oldest first on the page */
        const TicketPageFile *file = &page->files[i - 1];
        if (file->message_id != message_id)
            continue;
        has_files = true;
        json_object(&writing->json);
        json_put_text(&writing->json, "name", file->name);
        json_put_text(
            &writing->json, "address",
            text_format(writing->work->arena, "/t/%.*s/files/%lld", TEXT_ARG(writing->token), (long long)file->id));
        json_put_text(&writing->json, "size", public_size(writing->work->arena, page->language, file->bytes));
        json_end_object(&writing->json);
    }
    json_end_list(&writing->json);
    json_put_bool(&writing->json, "has_files", has_files);
}

static void put_message(PageWriting *writing, const TicketPageMessage *message)
{
    Text team = text_is_empty(message->who) ? text_of(say(writing, WORDS_TEAM)) : message->who;
    json_object(&writing->json);
    json_put_string(&writing->json, "class", message->is_customer ? "theirs" : "ours");
    json_put_text(&writing->json, "who", message->is_customer ? text_of(say(writing, WORDS_YOU)) : team);
    json_put_text(&writing->json, "at", time_text(writing->work->arena, message->at_ms));
    json_put_text(&writing->json, "at_words", say_time(writing, message->at_ms));
    if (message->is_customer)
        json_put_text(&writing->json, "text", message->text);
    else
        json_put_text(&writing->json, "html", mail_markdown_html(writing->work->arena, message->text));
    put_files(writing, message->id);
    json_end_object(&writing->json);
}

static void put_status(PageWriting *writing)
{
    const Ticket *ticket = &writing->page->ticket;
    TicketStatus status = (TicketStatus)ticket->status;
    bool is_promised = (ticket->has & TICKET_HAS(NEXT_UPDATE_AT)) && !ticket_status_is_settled(status) &&
                       ticket->next_update_at > writing->work->now;
    json_put_text(&writing->json, "subject", ticket->subject);
    json_put_bool(&writing->json, "number", true);
    json_put_text(&writing->json, "number_words",
                  text_format(writing->work->arena, say(writing, WORDS_NUMBER), (long long)ticket->number));
    put_with_time(writing, "opened", WORDS_OPENED, ticket->created_at);
    json_put_string(&writing->json, "status", page_status(writing->page->language, status));
    json_put_string(&writing->json, "next_step", page_next_step(writing->page->language, status));
    if (is_promised)
        put_with_time(writing, "promise", WORDS_PROMISE, ticket->next_update_at);
    put_steps(writing);
}

static void put_form(PageWriting *writing, const TicketPageSaid *said)
{
    static const struct {
        const char *name;
        PageWords words;
    } fixed[] = {{"reply_label", WORDS_MESSAGE}, {"files_title", WORDS_ATTACH}, {"files_hint", WORDS_ATTACH_HINT},
                 {"send", WORDS_SEND},           {"footer", WORDS_PERSONAL},    {"thread_title", WORDS_THREAD},
                 {"files_label", WORDS_FILES}};
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        json_put_string(&writing->json, fixed[i].name, say(writing, fixed[i].words));
    bool is_settled = ticket_status_is_settled(writing->page->ticket.status);
    json_put_string(&writing->json, "reply_title", say(writing, is_settled ? WORDS_REPLY_AGAIN : WORDS_REPLY));
    json_put_text(&writing->json, "action", text_format(writing->work->arena, "/t/%.*s", TEXT_ARG(writing->token)));
    if (said->is_preview)
        json_put_string(&writing->json, "preview", say(writing, WORDS_PREVIEW));
    if (said->is_sent)
        json_put_string(&writing->json, "sent", say(writing, WORDS_SENT));
    if (said->fault)
        json_put_string(&writing->json, "fault", said->fault);
    json_put_text(&writing->json, "draft", said->draft.data ? said->draft : TEXT(""));
}

Result ticket_page_show(Work *work, const TicketPage *page, Text token, const TicketPageSaid *said, int status,
                        Answer *answer)
{
    Buffer out = buffer_new(work->arena, VALUES_BYTES_MAX);
    PageWriting writing = {.work = work, .page = page, .token = token, .json = json_writer(&out)};
    Text nonce;
    public_page_begin(work, page->language, page->ticket.subject, &writing.json, &nonce);
    put_status(&writing);
    put_form(&writing, said);
    if (page->has_earlier)
        json_put_string(&writing.json, "earlier", say(&writing, WORDS_EARLIER));
    json_name(&writing.json, "messages");
    json_list(&writing.json);
    for (size_t i = 0; i < page->message_count; i++)
        put_message(&writing, &page->messages[i]);
    json_end_list(&writing.json);
    json_end_object(&writing.json);
    if (out.is_full)
        return fail(FAULT_LIMIT, "This conversation is too long for one page.");
    return public_page_answer(work, page_ticket, buffer_text(&out), nonce, status, answer);
}
