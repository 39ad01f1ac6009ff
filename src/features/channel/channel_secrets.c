/* Secrets as people set them: written, never shown. */
#include "channel/channel_check.h"
#include "channel/channel_secret.h"

typedef struct ChannelSecrets {
    FieldSet has;
    int64_t id;
    Text password;
    Text refresh_token;
    Text client_secret;
} ChannelSecrets;

static const Field secrets_fields[] = {
    FIELD(ChannelSecrets, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(ChannelSecrets, password, FIELD_TEXT, .bytes_max = 1000, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "The mailbox's password or app password."),
    FIELD(ChannelSecrets, refresh_token, FIELD_TEXT, .bytes_max = 8000, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Of XOAUTH2: what access tokens are got with."),
    FIELD(ChannelSecrets, client_secret, FIELD_TEXT, .bytes_max = 1000, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Of XOAUTH2: the application's own, when its kind has one."),
};
enum { SECRETS_PASSWORD = 1, SECRETS_COUNT = sizeof secrets_fields / sizeof secrets_fields[0] };

const Entity channel_secrets_entity = {
    .name = "channel_secrets",
    .plural = "channel_secrets",
    .record_bytes = sizeof(ChannelSecrets),
    ENTITY_FIELDS(secrets_fields),
    .rights = &rights_settings,
    .about = "What a channel signs in with; null takes one away. Never shown.",
};

Result channel_secrets_take(Work *work, int64_t channel_id, const EntityInput *input)
{
    const ChannelSecrets *given = input->record;
    bool renews = false;
    for (size_t i = SECRETS_PASSWORD; i < SECRETS_COUNT; i++) {
        const Field *field = &secrets_fields[i];
        if (!(input->given & FIELD_BIT(i)))
            continue;
        renews = renews || i != SECRETS_PASSWORD;
        if (!(given->has & FIELD_BIT(i)))
            TRY(channel_secret_remove(work, channel_id, field->name));
        else
            TRY(channel_secret_write(work, channel_id, field->name,
                                     *(const Text *)(const void *)((const char *)given + field->offset), 0));
    }
    if (renews) /* the kept one belongs to what was there before */
        TRY(channel_secret_remove(work, channel_id, CHANNEL_ACCESS_TOKEN));
    if (renews)
        TRY(channel_secret_remove(work, channel_id, CHANNEL_ROTATED_TOKEN));
    return input->given
               ? event_add_changes(work, "channel.secrets_changed", &channel_entity, channel_id, 0, 0, TEXT("{}"))
               : done();
}
