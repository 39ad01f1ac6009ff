/* A mail as bytes (RFC 5322, MIME): text and HTML alternatives, images that the HTML shows by Content-ID, attachments.
 * Whatever stands in the letter, no header can be added by it, no line is longer than 998 bytes or bare, and everything is
 * 7-bit but for a local part that is not (RFC 6531). Blind copies belong to the envelope and are not known here. */
#ifndef LAZO_MAIL_MAIL_COMPOSE_H
#define LAZO_MAIL_MAIL_COMPOSE_H

#include "mail/mail_address.h"

#define COMPOSED_BYTES_MAX ((size_t)40 << 20)
#define COMPOSED_REFERENCES_MAX 20
#define COMPOSED_QUOTE_BYTES_MAX 20000

/* Is a person behind it? RFC 3834. */
typedef enum MailAutomatic {
    MAIL_BY_PERSON,
    MAIL_AUTO_REPLIED, /* answers a message */
    MAIL_AUTO_SENT,    /* a notice of its own */
} MailAutomatic;

typedef struct MailFile {
    Text name;
    Text type;
    Text content_id; /* shown inside when the HTML says src="cid:…" of it; empty: never */
    Text content;
} MailFile;

typedef struct MailLetter {
    MailAddress from;
    Text reply_to; /* an address; empty: from */
    const MailAddress *to;
    size_t to_count;
    const MailAddress *cc;
    size_t cc_count;
    Text subject;
    Text message_id; /* without < >; fixed by the caller */
    Text in_reply_to;
    const Text *references; /* oldest first; of more than COMPOSED_REFERENCES_MAX the first and the last */
    size_t reference_count;
    int64_t date;     /* UTC milliseconds */
    Text text;        /* Markdown, or the text of `html` */
    Text html;        /* sanitised; empty: made of `text` */
    Text signature;   /* Markdown; empty: none */
    Text attribution; /* above what is quoted below: "Ana wrote:"; empty: nothing is quoted */
    Text quoted;      /* text; cut to COMPOSED_QUOTE_BYTES_MAX */
    MailAutomatic automatic;
    /* Of a mailing: how to get off it (RFC 2369); with an https address by one click (RFC 8058). */
    Text unsubscribe_url;
    Text unsubscribe_address;
    const MailFile *files;
    size_t file_count;
} MailLetter;

/* FAULT_LIMIT over COMPOSED_BYTES_MAX, FAULT_INVALID for an address that no header can hold. */
MUST_CHECK Result mail_compose(Arena *arena, const MailLetter *letter, Text *out_raw);

/* The parts of it, for tests and for telling the size beforehand. */
Text mail_compose_text(Arena *arena, const MailLetter *letter);
Text mail_compose_html(Arena *arena, const MailLetter *letter);
/* Upper bound of the bytes that a letter with so much text and so many bytes of files has. */
int64_t mail_compose_size(int64_t text_bytes, int64_t file_bytes, int64_t file_count);

#endif
