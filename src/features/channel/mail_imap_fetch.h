/* FETCH answers in the guard: UID, RFC822.SIZE and the message itself go on, everything else is left out. Of
 * mail_imap_guard.c only. */
#ifndef LAZO_CHANNEL_MAIL_IMAP_FETCH_H
#define LAZO_CHANNEL_MAIL_IMAP_FETCH_H

#include "channel/mail_imap_guard.h"

/* After "* NUMBER FETCH ". */
GuardVerdict imap_fetch_begin(ImapGuard *guard, uint32_t number, Text rest, GuardLine *out);
/* The line after a literal. */
GuardVerdict imap_fetch_go_on(ImapGuard *guard, Text line, GuardLine *out);

/* A whole number of RFC 3501: digits, below 2^32. */
bool imap_number_read(Text word, uint32_t *out_value);
/* "…{123}" or "…{123+}" at the end of a line; false for none. A number that does not fit is a literal without end. */
bool imap_literal_at_end(Text line, size_t *out_bytes);

#endif
