#include "channel/message_mail.h"

#define MAIL_FIELD(name_, column_, type_, ...)                                                                         \
    {                                                                                                                  \
        .name = (name_), .column = (column_), .type = (type_), __VA_ARGS__                                             \
    }

static const Field message_mail_fields[] = {
    MAIL_FIELD("mail.channel_id", "channel_id", FIELD_INT, .can = CAN_FILTER, .about = "By which it came or left."),
    MAIL_FIELD("mail.message_id", "mail_key", FIELD_TEXT, .can = CAN_FILTER, .about = "Message-ID, without < >."),
    MAIL_FIELD("mail.spf", "spf", FIELD_TEXT, .about = "What the own relay found: pass, fail, none, …"),
    MAIL_FIELD("mail.dkim", "dkim", FIELD_TEXT, .about = "The same of the signature."),
    MAIL_FIELD("mail.dmarc", "dmarc", FIELD_TEXT, .about = "The same of the domain in From."),
    MAIL_FIELD("mail.dmarc_domain", "dmarc_domain", FIELD_TEXT, .about = "The domain that DMARC spoke of."),
    MAIL_FIELD("mail.suspicion", "suspicion", FIELD_TEXT, .can = CAN_FILTER,
               .about = "Why the sender may not be who it says: unauthenticated_colleague, unknown_participant, "
                        "spoofed; null: no doubt."),
    MAIL_FIELD("mail.warnings", "warnings", FIELD_JSON, .about = "What could not be read as it was meant."),
};
const EntityExtension message_mail_extension = {"message_mail", "message_id", message_mail_fields,
                                                sizeof(message_mail_fields) / sizeof(message_mail_fields[0])};

static DbValue text_or_null(Text text)
{
    return db_text_if(!text_is_empty(text), text);
}

Result message_mail_add(Work *work, const MessageMail *mail)
{
    return db_run(
        work->db,
        DB_SQL("INSERT INTO message_mail (message_id, ticket_id, channel_id, mail_key, spf, dkim, dmarc, "
               "dmarc_domain, suspicion, warnings) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        DB_VALUES(db_int(mail->message_id), db_int(mail->ticket_id), db_int_if(mail->channel_id != 0, mail->channel_id),
                  db_text(mail->mail_key), text_or_null(mail->spf), text_or_null(mail->dkim), text_or_null(mail->dmarc),
                  text_or_null(mail->dmarc_domain), text_or_null(mail->suspicion), text_or_null(mail->warnings)),
        NULL);
}
