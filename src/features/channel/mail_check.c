#include "channel/mail_check.h"

#include "channel/mail_mailbox.h"
#include "channel/mail_out.h"

#define CHECK_PATIENCE_MS 8000

/* The folder to move to first: selecting it changes nothing, and the folder itself is the one that stays. */
static bool folders_are_there(MailImap *imap, const Channel *channel, ChannelTrouble *out_trouble)
{
    MailImapFolder folder;
    if (channel->imap_after == CHANNEL_AFTER_MOVED && !mail_imap_select(imap, channel->imap_moved_to, &folder)) {
        *out_trouble = mail_imap_trouble(imap);
        if (out_trouble->problem == PROBLEM_FOLDER)
            out_trouble->problem = PROBLEM_MOVED_TO;
        return false;
    }
    bool is_there = mail_imap_select(imap, channel->imap_folder, &folder);
    *out_trouble = mail_imap_trouble(imap);
    if (is_there && folder.is_read_only)
        *out_trouble = (ChannelTrouble){.problem = PROBLEM_READ_ONLY};
    return is_there && !folder.is_read_only;
}

Result mail_imap_check(Workspace *workspace, Arena *arena, const Channel *channel, Language language, bool *out_is_ok,
                       Text *out_detail)
{
    Channel now;
    MailImapTo to = {0};
    ChannelTrouble trouble = {0};
    MailImap *imap = NULL;
    *out_is_ok = false;
    bool is_set = mailbox_settings(workspace, arena, channel->id, &now, &to, &trouble);
    to.patience_ms = CHECK_PATIENCE_MS;
    if (is_set)
        imap = mailbox_open(workspace, arena, channel->id, &to, &trouble);
    if (imap)
        *out_is_ok = folders_are_there(imap, &now, &trouble);
    *out_detail = *out_is_ok ? TEXT_NONE : channel_problem_words(arena, language, &trouble);
    mail_imap_close(imap);
    return done();
}

static void side_write(Json *json, const char *name, bool is_asked, bool is_ok_there, Text detail)
{
    json_name(json, name);
    if (!is_asked) {
        json_null(json);
        return;
    }
    json_object(json);
    json_put_bool(json, "ok", is_ok_there);
    json_name(json, "detail");
    if (text_is_empty(detail))
        json_null(json);
    else
        json_text(json, detail);
    json_end_object(json);
}

Result mail_check_post(Work *work, const Request *request, Answer *answer)
{
    Channel channel;
    bool receives = false;
    bool sends = false;
    Text receive_detail = TEXT_NONE;
    Text send_detail = TEXT_NONE;
    Language language = language_of(work->actor.language);
    TRY(channel_find(work, request->ids[0], &channel));
    bool asks_imap = channel.receives == CHANNEL_RECEIVES_IMAP;
    bool asks_smtp = channel.sends == CHANNEL_SENDS_SMTP;
    if (asks_imap)
        TRY(mail_imap_check(work->workspace, work->arena, &channel, language, &receives, &receive_detail));
    if (asks_smtp)
        TRY(mail_smtp_check(work->workspace, work->arena, channel.id, language_codes[language], &sends, &send_detail));
    json_object(&answer->json);
    side_write(&answer->json, "receive", asks_imap, receives, receive_detail);
    side_write(&answer->json, "send", asks_smtp, sends, send_detail);
    json_end_object(&answer->json);
    return done();
}

#define SIDE_SCHEMA(about_)                                                                                            \
    "{\"type\":[\"object\",\"null\"],\"required\":[\"ok\",\"detail\"],\"additionalProperties\":false,\"properties\":{" \
    "\"ok\":{\"type\":\"boolean\"},\"detail\":{\"type\":[\"string\",\"null\"]}},\"description\":\"" about_ "\"}"
const char mail_check_schema[] =
    "{\"type\":\"object\",\"required\":[\"receive\",\"send\"],\"additionalProperties\":false,\"properties\":"
    "{\"receive\":" SIDE_SCHEMA("Null when mail is handed over.") ",\"send\":" SIDE_SCHEMA(
        "Null when the channel does not send.") "}}";

typedef struct TestMessage {
    FieldSet has;
    int64_t id;
    Text to;
} TestMessage;
static const Field test_message_fields[] = {
    FIELD(TestMessage, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(TestMessage, to, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .can = CAN_CREATE,
          .about = "Where the test mail goes."),
};
const Entity mail_test_message_entity = {
    .name = "test_message",
    .plural = "test_messages",
    .record_bytes = sizeof(TestMessage),
    ENTITY_FIELDS(test_message_fields),
    .about = "A test mail.",
};

Result mail_test_message_post(Work *work, const Request *request, Answer *answer)
{
    Channel channel;
    EntityInput *input;
    TRY(channel_find(work, request->ids[0], &channel));
    TRY(request_read(work, request, &mail_test_message_entity, &input));
    TRY(mail_out_test_message(work, &channel, ((const TestMessage *)input->record)->to, work->actor.language));
    answer->status = 202;
    json_object(&answer->json);
    json_end_object(&answer->json);
    return done();
}
