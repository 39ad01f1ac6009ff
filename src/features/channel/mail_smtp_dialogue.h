/* What was said between us and an SMTP server, line by line, and what follows from it. Pure: no network. */
#ifndef LAZO_CHANNEL_MAIL_SMTP_DIALOGUE_H
#define LAZO_CHANNEL_MAIL_SMTP_DIALOGUE_H

#include "channel/mail_smtp.h"

typedef enum SmtpStep {
    SMTP_STEP_GREETING, /* connecting, until the first command */
    SMTP_STEP_EHLO,
    SMTP_STEP_STARTTLS,
    SMTP_STEP_AUTH,
    SMTP_STEP_MAIL,
    SMTP_STEP_RCPT,
    SMTP_STEP_DATA,
    SMTP_STEP_BODY, /* after 354: the answer to the message is awaited */
    SMTP_STEP_OTHER,
} SmtpStep;

typedef struct SmtpDialogue {
    Arena *arena;
    SmtpStep step;
    int code;    /* of the last whole answer; 0: none to this step yet */
    Buffer said; /* the server's words of the answer at hand, lines joined by spaces, codes left out */
    bool is_whole;
    SmtpVerdict *verdicts; /* one a recipient, in their order */
    size_t verdict_count;
    size_t asked_count; /* RCPTs so far */
    bool is_taken;      /* 2xx to the message */
    bool is_over;       /* QUIT was said: what follows means nothing */
} SmtpDialogue;

/* How the line to the server failed, apart from what it said. */
typedef enum SmtpLine {
    SMTP_LINE_FINE,
    SMTP_LINE_NAME,        /* the host's name is not known */
    SMTP_LINE_REFUSED,     /* no connection */
    SMTP_LINE_SLOW,        /* nothing came for too long */
    SMTP_LINE_CERTIFICATE, /* it could not be verified */
    SMTP_LINE_NO_TLS,      /* STARTTLS is not offered */
    SMTP_LINE_TLS,         /* TLS failed otherwise */
    SMTP_LINE_LOGIN,       /* the login was refused */
    SMTP_LINE_BROKEN,      /* closed in the middle, or nonsense was heard */
    SMTP_LINE_STOPPED,     /* by us */
} SmtpLine;

/* Why, for a person. */
typedef enum SmtpReason {
    SMTP_REASON_NONE,
    SMTP_REASON_NAME,
    SMTP_REASON_REFUSED,
    SMTP_REASON_SLOW,
    SMTP_REASON_CERTIFICATE,
    SMTP_REASON_NO_TLS,
    SMTP_REASON_TLS,
    SMTP_REASON_LOGIN,
    SMTP_REASON_GREETING,  /* the server takes no mail now */
    SMTP_REASON_SENDER,    /* our address was refused */
    SMTP_REASON_RECIPIENT, /* all recipients were */
    SMTP_REASON_MESSAGE,
    SMTP_REASON_TOO_LARGE,
    SMTP_REASON_BUSY, /* 4xx */
    SMTP_REASON_BROKEN,
    SMTP_REASON_LOST, /* the message was through; its answer never came */
    SMTP_REASON_STOPPED,
    SMTP_REASON_COUNT,
} SmtpReason;

SmtpDialogue smtp_dialogue_new(Arena *arena, size_t recipient_count);
/* A command of ours, and one line of the server's. */
void smtp_dialogue_said(SmtpDialogue *dialogue, Text line);
void smtp_dialogue_heard(SmtpDialogue *dialogue, Text line);
/* What came of it. */
SmtpEnd smtp_dialogue_end(const SmtpDialogue *dialogue, SmtpLine line, SmtpReason *out_reason);

/* A sentence for a person, in es, en or pt, with the server's words at its end when there are any. */
Text smtp_reason_words(Arena *arena, SmtpReason reason, const char *language, Text host, Text server_words);

#endif
