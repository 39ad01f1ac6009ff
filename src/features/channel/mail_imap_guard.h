/* What a server may say to the IMAP library: the few answers that our commands ask for, within bounds. The library parses by
 * recursion and takes a literal's length at its word; a hostile or broken server must not get that far. Pure: lines in,
 * verdicts out (RFC 3501 section 9). */
#ifndef LAZO_CHANNEL_MAIL_IMAP_GUARD_H
#define LAZO_CHANNEL_MAIL_IMAP_GUARD_H

#include "base/text.h"

#define IMAP_LINE_BYTES_MAX ((size_t)1 << 20) /* the library keeps 64 bytes a number */
#define IMAP_BYTES_MAX ((size_t)3 << 19)      /* of all lines to one command */
#define IMAP_DEPTH_MAX 8                      /* of parentheses; ours nest to 2 */
#define IMAP_ANSWERS_MAX 100000               /* to one command */
#define IMAP_LITERALS_MAX 16                  /* of one answer */

typedef enum GuardVerdict {
    GUARD_PASS,
    GUARD_DROP,   /* harmless, and nobody asked: neither line nor literal goes on */
    GUARD_BYE,    /* the server ends the connection; its words are in the line */
    GUARD_REFUSE, /* not IMAP, or over a bound */
} GuardVerdict;

typedef struct ImapGuard {
    size_t literal_bytes_max; /* of a literal that passes */
    size_t literal_bytes;     /* of all literals since imap_guard_restart: at most twice as many */
    size_t line_bytes;        /* of all lines since then */
    size_t answers;
    /* Of the answer that is being read: */
    bool is_open; /* a literal was announced; the rest of the answer follows it */
    bool is_dropped;
    int depth;
    size_t literals;
} ImapGuard;

/* For the next command; what the command may be answered with at most. */
void imap_guard_restart(ImapGuard *guard, size_t literal_bytes_max);
/* One line without its end. *out_literal: bytes of a literal that follow it, 0 for none; they belong to the same answer, so
 * they are passed or dropped as the line is, and then comes its next line. */
GuardVerdict imap_guard_line(ImapGuard *guard, Text line, size_t *out_literal);

#endif
