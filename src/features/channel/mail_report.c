#include "channel/mail_report.h"

#include "channel/mail_intake.h"
#include "channel/mail_storable.h"
#include "desk/message.h"
#include "model/value.h"
#include "people/identity.h"

#define WORDS_BYTES_MAX 2000

/* Only "never" says something about an address: a full mailbox or a delay does not. */
static Result mark_address(Work *work, const MailRecipient *recipient, const char *action, Text address)
{
    if (strcmp(action, "failed") == 0 && recipient->is_permanent)
        return identity_note_failing(work, IDENTITY_EMAIL, address,
                                     mail_storable(work->arena, recipient->words, FAILING_WORDS_BYTES_MAX));
    return strcmp(action, "delivered") == 0 ? identity_note_alive(work, IDENTITY_EMAIL, address) : done();
}

static Result store_one(Work *work, int64_t mail_id, const MailRecipient *recipient, const char *action, Text about)
{
    int64_t customer_id = 0;
    Text address =
        mail_storable(work->arena, text_is_empty(recipient->original) ? recipient->address : recipient->original,
                      MAIL_ADDRESS_BYTES_MAX);
    if (text_is_empty(address))
        return done();
    if (email_is_valid(address))
        TRY(identity_find(work, IDENTITY_EMAIL, address, &customer_id));
    TRY(mark_address(work, recipient, action, address));
    Text status = mail_storable(work->arena, recipient->status, 20);
    Text words = mail_storable(work->arena, recipient->words, WORDS_BYTES_MAX);
    return db_run(work->db,
                  DB_SQL("INSERT INTO mail_reports (mail_id, address, action, status, is_permanent, reason, words, "
                         "about, customer_id, reported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                  DB_VALUES(db_int(mail_id), db_text(address), db_string(action), db_text_if(status.length > 0, status),
                            db_bool(recipient->is_permanent), db_string(recipient->reason),
                            db_text_if(words.length > 0, words), db_text_if(about.length > 0, about),
                            db_int_if(customer_id != 0, customer_id), db_int(work->now)),
                  NULL);
}

/* The message that we sent learns what became of it; a delay is no end. */
static Result mark_message(Work *work, Text about, DeliveryState state, Text detail)
{
    int64_t message_id;
    if (text_is_empty(about))
        return done();
    Result found = db_one_int(work->db,
                              DB_SQL("SELECT m.id FROM mail_ids i JOIN messages m ON m.id = i.message_id "
                                     "WHERE i.mail_key = $1 AND m.direction = 'out' ORDER BY i.id LIMIT 1"),
                              DB_VALUES(db_text(about)), &message_id);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    return message_set_delivery(work, message_id, state, detail);
}

Result mail_report_store(Work *work, const MailMessage *message, int64_t mail_id)
{
    const MailReport *report = &message->report;
    Text about = mail_storable(work->arena, report->original_id, MAIL_KEY_BYTES_MAX);
    bool has_failed = false;
    bool is_delivered = false;
    Text detail = TEXT_NONE;
    for (size_t i = 0; message->has_report && i < report->count; i++) {
        const MailRecipient *recipient = &report->recipients[i];
        bool is_complaint = message->kind == MAIL_FEEDBACK;
        TRY(store_one(work, mail_id, recipient, is_complaint ? "complaint" : mail_action_names[recipient->action],
                      about));
        if (recipient->action == MAIL_ACTION_FAILED && !is_complaint && !has_failed) {
            has_failed = true;
            detail = mail_storable(work->arena, recipient->words, 1000);
        }
        is_delivered = is_delivered || recipient->action == MAIL_ACTION_DELIVERED;
    }
    if (has_failed)
        return mark_message(work, about, DELIVERY_FAILED, detail);
    return is_delivered ? mark_message(work, about, DELIVERY_DELIVERED, TEXT_NONE) : done();
}
