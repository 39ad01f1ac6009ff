/* What one message of the outside world says: the reading that `lazo mail parse` prints and intake works with.
 * Reading never refuses a message because it is ugly; it gives the best reading and warnings. Everything lives in the
 * arena given, or is a view of the raw message, which must outlive it. No 64 MiB message needs more than MAIL_SECONDS. */
#ifndef LAZO_MAIL_MAIL_MESSAGE_H
#define LAZO_MAIL_MAIL_MESSAGE_H

#include "base/json.h"
#include "mail/mail_address.h"
#include "mail/mail_bounce.h"
#include "mail/mail_encoding.h"
#include "mail/mail_quote.h"

#define MAIL_RAW_BYTES_MAX ((size_t)64 << 20) /* FAULT_LIMIT above */
#define MAIL_TEXT_BYTES_MAX ((size_t)2 << 20) /* of the body's text; the rest is in the original */

typedef enum MailKind {
    MAIL_MESSAGE,        /* a person, as far as can be seen */
    MAIL_AUTO_REPLY,     /* vacation notes and other automatic answers */
    MAIL_AUTO_GENERATED, /* an alarm, a shop: a ticket, but nothing automatic answers it */
    MAIL_BOUNCE,         /* not delivered */
    MAIL_DELAY,          /* not delivered yet */
    MAIL_DELIVERED,      /* a receipt */
    MAIL_FEEDBACK,       /* a complaint report (RFC 5965) */
    MAIL_LIST,           /* sent to a mailing list */
    MAIL_LOOP,           /* our own mail come back */
    MAIL_KIND_COUNT
} MailKind;
extern const char *const mail_kind_names[MAIL_KIND_COUNT];

typedef struct MailAttachment {
    Text name;       /* empty when it has none */
    Text type;       /* "image/png" */
    Text content_id; /* without < >; empty when it has none */
    bool is_inline;  /* part of the text as a person sees it */
    Text content;    /* decoded; a view of the raw message where nothing had to be decoded */
    char sha256[65];
    /* Where it stands in the raw message and how it is encoded there; only when is_view. */
    bool is_view;
    size_t raw_offset;
    size_t raw_length;
    MailEncoding encoding;
} MailAttachment;

/* Verdicts of the own relay (RFC 8601): "pass", "fail", "none", …; empty when it gave none. */
typedef struct MailAuthentication {
    Text spf;
    Text dkim;
    Text dmarc;
    Text dmarc_domain; /* header.from of the verdict */
} MailAuthentication;

typedef struct MailMessage {
    Text message_id; /* without < >; empty when there is none */
    MailIds in_reply_to;
    MailIds references;
    bool has_date;
    int64_t date; /* UTC milliseconds; from Received when Date cannot be read */
    MailAddresses from;
    MailAddresses reply_to;
    MailAddresses to;
    MailAddresses cc;
    MailAddresses bcc;
    MailAddresses sender;
    Text subject;
    Text text;
    bool has_html;
    Text html; /* sanitised */
    MailReply reply;
    MailAttachment *attachments;
    size_t attachment_count;
    MailKind kind;
    bool may_answer;
    bool has_report;
    MailReport report;
    MailAuthentication authentication;
    Text list_id;
    Text auto_submitted;
    size_t hops; /* Received headers */
    size_t raw_size;
    MailWarnings warnings;
} MailMessage;

typedef struct MailOptions {
    const Text *own_addresses; /* of the channels: mail from them is a loop */
    size_t own_address_count;
    Text own_id_domain; /* domain of our Message-IDs; empty: not known */
    Text own_relay;     /* authserv-id whose Authentication-Results count; empty: the topmost ones */
} MailOptions;

/* FAULT_LIMIT over MAIL_RAW_BYTES_MAX, nothing else. `options` may be NULL. */
MUST_CHECK Result mail_read(Arena *arena, Text raw, const MailOptions *options, MailMessage *out);

/* The object of INTERFACES.md, `lazo mail parse`. */
void mail_write_json(const MailMessage *message, Json *json);
/* The object of `lazo mail reply`. */
void mail_reply_write_json(const MailReply *reply, Json *json);

#endif
