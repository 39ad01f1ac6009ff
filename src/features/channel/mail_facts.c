#include "channel/mail_facts.h"

#include "base/json.h"
#include "channel/mail_storable.h"
#include "channel/message_mail.h"
#include "desk/message_recipients.h"

#define VERDICT_BYTES_MAX 20
#define DOMAIN_BYTES_MAX 255
#define WARNING_BYTES_MAX 300
#define WARNINGS_JSON_BYTES_MAX 32768

static RecipientList list_of(Arena *arena, const MailAddresses *addresses)
{
    size_t count = addresses->count < RECIPIENTS_KEPT_MAX ? addresses->count : RECIPIENTS_KEPT_MAX;
    Recipient *items = ARENA_ARRAY(arena, Recipient, count);
    for (size_t i = 0; i < count; i++)
        items[i] =
            (Recipient){.name = mail_storable_line(arena, addresses->items[i].name, RECIPIENT_NAME_BYTES_MAX),
                        .address = mail_storable_line(arena, addresses->items[i].address, RECIPIENT_ADDRESS_BYTES_MAX)};
    return (RecipientList){.items = items, .count = count};
}

Text mail_facts_recipients(Arena *arena, const MailMessage *message)
{
    Recipients recipients = {.from = list_of(arena, &message->from),
                             .to = list_of(arena, &message->to),
                             .cc = list_of(arena, &message->cc),
                             .bcc = list_of(arena, &message->bcc)};
    return recipients_write(arena, &recipients);
}

static Text warnings_json(Arena *arena, const MailWarnings *warnings)
{
    Buffer out = buffer_new(arena, WARNINGS_JSON_BYTES_MAX);
    Json json = json_writer(&out);
    json_list(&json);
    for (size_t i = 0; i < warnings->count; i++)
        json_text(&json, mail_storable_line(arena, warnings->items[i], WARNING_BYTES_MAX));
    json_end_list(&json);
    return buffer_text(&out);
}

Result mail_facts_store(Work *work, const MailMessage *message, const MailSource *source, MailSuspicion suspicion,
                        int64_t ticket_id, int64_t message_id)
{
    const MailAuthentication *found = &message->authentication;
    Arena *arena = work->arena;
    MessageMail mail = {
        .message_id = message_id,
        .ticket_id = ticket_id,
        .channel_id = source->channel_id,
        .mail_key = source->key,
        .spf = mail_storable_line(arena, found->spf, VERDICT_BYTES_MAX),
        .dkim = mail_storable_line(arena, found->dkim, VERDICT_BYTES_MAX),
        .dmarc = mail_storable_line(arena, found->dmarc, VERDICT_BYTES_MAX),
        .dmarc_domain = mail_storable_line(arena, found->dmarc_domain, DOMAIN_BYTES_MAX),
        .suspicion = text_of(mail_suspicion_names[suspicion]),
        .warnings = message->warnings.count > 0 ? warnings_json(arena, &message->warnings) : TEXT_NONE,
    };
    return message_mail_add(work, &mail);
}
