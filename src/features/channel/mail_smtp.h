/* One SMTP dialogue (RFC 5321) by libcurl: TLS with verified certificates, AUTH, the message, and what the server said of
 * each recipient. Nothing here knows of tickets or the database. Certificates are checked against the machine's, or the
 * file that SSL_CERT_FILE names. */
#ifndef LAZO_CHANNEL_MAIL_SMTP_H
#define LAZO_CHANNEL_MAIL_SMTP_H

#include "channel/channel.h"

#define SMTP_CONNECT_MS (20 * SECOND_MS)
#define SMTP_SILENCE_MS (5 * MINUTE_MS) /* RFC 5321 section 4.5.3.2 asks for 2 to 10 a step */
#define SMTP_WHOLE_MS (12 * MINUTE_MS)
#define SMTP_WORDS_BYTES_MAX 900
#define SMTP_RECIPIENTS_MAX 160

typedef struct SmtpServer {
    Text host;
    int64_t port;
    ChannelSecurity security;
    ChannelLogin login;
    Text user_name;
    Text secret; /* password or access token, by login */
    Text name;   /* what this machine calls itself (EHLO) */
} SmtpServer;

typedef struct SmtpLetter {
    Text from;
    const Text *to;
    size_t to_count;
    Text raw; /* CRLF lines; dots are stuffed here */
} SmtpLetter;

typedef enum SmtpEnd {
    SMTP_TAKEN, /* by at least one recipient's server */
    SMTP_LATER, /* this message not now: 4xx, or an answer that was lost */
    SMTP_OUT,   /* nothing can be sent by this server now: network, TLS, login */
    SMTP_NEVER, /* 5xx for the message or for all recipients */
} SmtpEnd;

typedef struct SmtpVerdict {
    SmtpEnd end; /* SMTP_TAKEN, SMTP_LATER or SMTP_NEVER */
    Text words;  /* the server's */
} SmtpVerdict;

typedef struct SmtpOutcome {
    SmtpEnd end;
    Text words;            /* what a person can act on, with the server's own words; empty when all went well */
    bool is_login_refused; /* a new access token may help */
    SmtpVerdict *verdicts; /* one a recipient, when end is SMTP_TAKEN */
} SmtpOutcome;

/* Asked about once a second: true ends the dialogue, unless the message is through and only its answer is awaited (then 10 s
 * later). NULL: never. */
typedef struct SmtpStop {
    bool (*is_wanted)(const void *owner);
    const void *owner;
} SmtpStop;

/* Sends; never fails otherwise than by the outcome, whose words are in `language` (es, en, pt) and live in the arena. */
void mail_smtp_send(Arena *arena, const SmtpServer *server, const SmtpLetter *letter, const char *language,
                    SmtpStop stop, SmtpOutcome *out);
/* Connects, logs in, says NOOP: end is SMTP_TAKEN when a message could be sent. At most 30 s. */
void mail_smtp_probe(Arena *arena, const SmtpServer *server, const char *language, SmtpOutcome *out);

#endif
