/* What a server may say to the IMAP library: the few answers that our commands ask for, each written anew in its plainest
 * form. The library parses by recursion, takes a literal's length at its word and falls over odd response codes; a hostile
 * or broken server must not get that far. Pure: lines in, verdicts and lines out (RFC 3501 section 9). */
#ifndef LAZO_CHANNEL_MAIL_IMAP_GUARD_H
#define LAZO_CHANNEL_MAIL_IMAP_GUARD_H

#include "base/buffer.h"

#define IMAP_LINE_BYTES_MAX ((size_t)1 << 20) /* the library keeps 64 bytes for each number of a SEARCH */
#define IMAP_BYTES_MAX ((size_t)3 << 19)      /* of all lines to one command */
#define IMAP_DEPTH_MAX 8                      /* of parentheses in what is left out */
#define IMAP_ANSWERS_MAX 100000               /* to one command */
#define IMAP_LITERALS_MAX 16                  /* of one answer */

/* What a server says that it can, as far as we ask. */
enum {
    IMAP_HAS_IDLE = 1,
    IMAP_HAS_UIDPLUS = 2,
    IMAP_HAS_MOVE = 4,
    IMAP_HAS_STARTTLS = 8,
    IMAP_HAS_NO_LOGIN = 16, /* LOGINDISABLED */
    IMAP_HAS_SASL_IR = 32,
    IMAP_HAS_PLAIN = 64,
    IMAP_HAS_XOAUTH2 = 128,
};

typedef enum GuardVerdict {
    GUARD_PASS,
    GUARD_DROP,   /* harmless, and nobody asked: neither line nor literal goes on */
    GUARD_BYE,    /* the server ends the connection; its words are in out->words */
    GUARD_REFUSE, /* not IMAP, or over a bound */
} GuardVerdict;

typedef struct ImapGuard {
    size_t literal_bytes_max; /* of a literal that passes */
    size_t literal_bytes;     /* of all literals since imap_guard_restart: at most twice as many */
    size_t line_bytes;        /* of all lines since then */
    size_t answers;
    bool has_capabilities; /* a CAPABILITY came since then; kept here, and dropped */
    unsigned capabilities;
    /* Of the answer that is being read: */
    bool is_open; /* a literal was announced; the rest of the answer follows it */
    bool is_dropped;
    bool has_body; /* a FETCH passed on its message: there is one */
    size_t literals;
    size_t items; /* of a FETCH that were passed on */
} ImapGuard;

typedef struct GuardLine {
    Buffer *passed;  /* GUARD_PASS: the line to pass on is added, with its end */
    size_t literal;  /* bytes that follow, 0 for none; they belong to the same answer and go where the line goes */
    bool is_outcome; /* a tagged NO or BAD, or a BYE */
    Text words;      /* the server's own, of a status; a view of the line */
} GuardLine;

/* For the next command, whose answer may hold a literal of at most so many bytes. */
void imap_guard_restart(ImapGuard *guard, size_t literal_bytes_max);
/* One line without its end. out->passed is given; the rest is written. */
GuardVerdict imap_guard_line(ImapGuard *guard, Text line, GuardLine *out);

#endif
