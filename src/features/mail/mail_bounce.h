/* Reports about mail that we sent: RFC 3464 delivery status, RFC 5965 feedback, RFC 8098 receipts, and the free-form
 * bounces of Exchange, Gmail, Yahoo, Postfix, Exim, qmail, sendmail and others. */
#ifndef LAZO_MAIL_MAIL_BOUNCE_H
#define LAZO_MAIL_MAIL_BOUNCE_H

#include "mail/mail_address.h"
#include "mail/mail_part.h"

#define MAIL_RECIPIENTS_MAX 200

typedef enum MailAction {
    MAIL_ACTION_FAILED,
    MAIL_ACTION_DELAYED,
    MAIL_ACTION_DELIVERED,
    MAIL_ACTION_RELAYED, /* also expanded */
    MAIL_ACTION_COUNT
} MailAction;
extern const char *const mail_action_names[MAIL_ACTION_COUNT];

typedef struct MailRecipient {
    Text address;
    Text original; /* the address that we had written to, when the report tells it apart; may be empty */
    MailAction action;
    Text status; /* "5.1.1"; empty when the report has none */
    bool is_permanent;
    const char *reason; /* "user_unknown", "mailbox_full", … (mail_reason.h) */
    Text words;         /* the server's own */
} MailRecipient;

typedef enum MailReportKind {
    MAIL_REPORT_NONE,
    MAIL_REPORT_FAILED,
    MAIL_REPORT_DELAYED,
    MAIL_REPORT_DELIVERED,
    MAIL_REPORT_FEEDBACK
} MailReportKind;

typedef struct MailReport {
    MailReportKind kind;
    MailRecipient *recipients;
    size_t count;
    size_t capacity;
    Text original_id; /* Message-ID of the mail it speaks of; may be empty */
} MailReport;

typedef struct MailReportSource {
    const MailParts *parts;
    Text subject;
    Text text; /* the body as text */
    const MailAddresses *from;
    const MailAddresses *to;
} MailReportSource;

/* kind is MAIL_REPORT_NONE for mail that is no report. */
void mail_report_read(Arena *arena, const MailReportSource *source, MailReport *out);

#endif
