#include "mail/mail_message.h"

static void text_or_null(Json *json, const char *name, Text text)
{
    if (text_is_empty(text))
        json_put_null(json, name);
    else
        json_put_text(json, name, text);
}

static void address_write(Json *json, const MailAddress *address)
{
    json_object(json);
    json_put_text(json, "name", address->name);
    json_put_text(json, "address", address->address);
    json_end_object(json);
}

static void addresses_write(Json *json, const char *name, const MailAddresses *addresses)
{
    json_name(json, name);
    json_list(json);
    for (size_t i = 0; i < addresses->count; i++)
        address_write(json, &addresses->items[i]);
    json_end_list(json);
}

static void attachments_write(Json *json, const MailMessage *message)
{
    json_name(json, "attachments");
    json_list(json);
    for (size_t i = 0; i < message->attachment_count; i++) {
        const MailAttachment *file = &message->attachments[i];
        json_object(json);
        text_or_null(json, "name", file->name);
        json_put_text(json, "type", file->type);
        json_put_int(json, "size", (int64_t)file->content.length);
        json_put_string(json, "sha256", file->sha256);
        json_put_bool(json, "inline", file->is_inline);
        text_or_null(json, "content_id", file->content_id);
        json_end_object(json);
    }
    json_end_list(json);
}

static void report_write(Json *json, const MailMessage *message)
{
    json_name(json, "report");
    if (!message->has_report) {
        json_null(json);
        return;
    }
    json_object(json);
    json_name(json, "recipients");
    json_list(json);
    for (size_t i = 0; i < message->report.count; i++) {
        const MailRecipient *recipient = &message->report.recipients[i];
        json_object(json);
        json_put_text(json, "address", recipient->address);
        json_put_string(json, "action", mail_action_names[recipient->action]);
        text_or_null(json, "status", recipient->status);
        json_put_bool(json, "permanent", recipient->is_permanent);
        json_put_string(json, "reason", recipient->reason);
        text_or_null(json, "words", recipient->words);
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
}

static void ids_write(Json *json, const MailMessage *message)
{
    text_or_null(json, "message_id", message->message_id);
    text_or_null(json, "in_reply_to", message->in_reply_to.count > 0 ? message->in_reply_to.items[0] : TEXT_NONE);
    json_name(json, "references");
    json_list(json);
    for (size_t i = 0; i < message->references.count; i++)
        json_text(json, message->references.items[i]);
    json_end_list(json);
}

static void text_present(Json *json, const char *name, Text text)
{
    if (text.data)
        json_put_text(json, name, text);
    else
        json_put_null(json, name);
}

void mail_write_json(const MailMessage *message, Json *json)
{
    json_object(json);
    ids_write(json, message);
    if (message->has_date)
        json_put_time(json, "date", message->date);
    else
        json_put_null(json, "date");
    json_name(json, "from");
    if (message->from.count > 0)
        address_write(json, &message->from.items[0]);
    else
        json_null(json);
    addresses_write(json, "reply_to", &message->reply_to);
    addresses_write(json, "to", &message->to);
    addresses_write(json, "cc", &message->cc);
    json_put_text(json, "subject", message->subject);
    json_put_text(json, "text", message->text);
    if (message->has_html)
        json_put_text(json, "html", message->html);
    else
        json_put_null(json, "html");
    json_put_text(json, "reply", message->reply.reply);
    text_present(json, "signature", message->reply.signature);
    text_present(json, "quote", message->reply.quote);
    attachments_write(json, message);
    json_put_string(json, "kind", mail_kind_names[message->kind]);
    json_put_bool(json, "may_answer", message->may_answer);
    report_write(json, message);
    json_name(json, "warnings");
    json_list(json);
    for (size_t i = 0; i < message->warnings.count; i++)
        json_text(json, message->warnings.items[i]);
    json_end_list(json);
    json_end_object(json);
}

void mail_reply_write_json(const MailReply *reply, Json *json)
{
    json_object(json);
    json_put_text(json, "reply", reply->reply);
    text_present(json, "quote", reply->quote);
    text_present(json, "signature", reply->signature);
    text_present(json, "forwarded", reply->forwarded);
    json_end_object(json);
}
