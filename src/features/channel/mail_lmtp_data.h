/* What follows DATA (RFC 5321 section 4.5.2, RFC 2033): only CR LF . CR LF ends it, however many bare CRs, bare LFs and dots
 * stand inside, so that no message can smuggle another one in. Dots that were added at the beginning of lines are taken
 * away; every other byte is kept as it came. */
#ifndef LAZO_CHANNEL_MAIL_LMTP_DATA_H
#define LAZO_CHANNEL_MAIL_LMTP_DATA_H

#include "channel/mail_room.h"

typedef enum LmtpDataState {
    LMTP_DATA_LINE_START, /* just after CR LF, or at the beginning */
    LMTP_DATA_TEXT,
    LMTP_DATA_CR,  /* after a CR */
    LMTP_DATA_DOT, /* after a dot at the start of a line, which is not stored yet */
    LMTP_DATA_DOT_CR,
} LmtpDataState;

/* Zeroed: at the beginning. */
typedef struct LmtpData {
    LmtpDataState state;
    MailRoom room;
    Result stored;  /* the first fault of the room; later bytes are dropped */
    size_t dropped; /* bytes */
} LmtpData;

/* Takes bytes up to the end of the data; *out_used of them. True at the end. */
bool lmtp_data_take(LmtpData *data, Text bytes, size_t *out_used);
void lmtp_data_free(LmtpData *data);

#endif
