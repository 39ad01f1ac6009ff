/* Any bytes are a message: the reading is bounded, UTF-8, harmless as HTML, and its JSON can be read back. */
#include "mail/mail_message.h"
#include "html_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(Text line)
{
    oracle_check(text_is_utf8(line));
    for (size_t i = 0; i < line.length; i++)
        oracle_check((unsigned char)line.data[i] >= 32);
}

static void check_addresses(const MailAddresses *addresses)
{
    oracle_check(addresses->count <= MAIL_ADDRESSES_MAX);
    for (size_t i = 0; i < addresses->count; i++) {
        check_line(addresses->items[i].name);
        check_line(addresses->items[i].address);
    }
}

static void check_files(const MailMessage *mail, Text raw)
{
    for (size_t i = 0; i < mail->attachment_count; i++) {
        const MailAttachment *file = &mail->attachments[i];
        check_line(file->name);
        oracle_check(!file->is_view || file->raw_offset + file->raw_length <= raw.length);
        if (file->is_view && file->encoding == MAIL_ENCODING_PLAIN)
            oracle_check(
                text_equals(file->content, text_slice(raw, file->raw_offset, file->raw_offset + file->raw_length)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text raw = {(const char *)data, size};
    Text own = TEXT("me@own.example");
    MailOptions options = {
        .own_addresses = &own, .own_address_count = 1, .own_id_domain = TEXT("own.example"), .own_relay = TEXT("mx")};
    MailMessage mail;
    oracle_check(is_ok(mail_read(arena, raw, &options, &mail)));
    check_line(mail.subject);
    check_addresses(&mail.from);
    check_addresses(&mail.to);
    check_addresses(&mail.cc);
    check_addresses(&mail.reply_to);
    check_files(&mail, raw);
    oracle_check(text_is_utf8(mail.text) && text_is_utf8(mail.reply.reply));
    if (mail.has_html) {
        oracle_check(text_is_utf8(mail.html));
        html_oracle(arena, mail.html);
    }
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    Json json = json_writer(&out);
    const JsonValue *value;
    mail_write_json(&mail, &json);
    oracle_check(is_ok(json_read(arena, buffer_text(&out), &value)));
    return 0;
}
