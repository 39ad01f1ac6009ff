/* One LMTP conversation (RFC 2033 with PIPELINING, 8BITMIME, SMTPUTF8, SIZE and ENHANCEDSTATUSCODES), without sockets: bytes
 * go in, replies come out, and messages are handed to hooks. What a stranger can send is bounded here: lines, recipients,
 * wrong commands, the size of a message. */
#ifndef LAZO_CHANNEL_MAIL_LMTP_SESSION_H
#define LAZO_CHANNEL_MAIL_LMTP_SESSION_H

#include "base/buffer.h"
#include "channel/mail_lmtp_data.h"

#define LMTP_LINE_BYTES_MAX 2048 /* RFC 5321 asks for 512, its extensions for more */
#define LMTP_RECIPIENTS_MAX 100
#define LMTP_WRONG_COMMANDS_MAX 20
#define LMTP_DROPPED_BYTES_MAX ((size_t)256 << 20) /* of one message that is too large */
#define LMTP_OUT_BYTES_MAX ((size_t)256 << 10)

typedef struct LmtpEnvelope {
    Text from; /* empty: the null sender */
    Text to;
    int64_t channel_id;
} LmtpEnvelope;

typedef struct LmtpHooks {
    void *owner;
    /* The channel of a recipient; 0: unknown here. */
    Result (*find)(void *owner, Text address, int64_t *out_channel_id);
    /* done() once it is durable. */
    Result (*deliver)(void *owner, const LmtpEnvelope *envelope, Text raw);
} LmtpHooks;

typedef struct LmtpRecipient {
    Text address;
    int64_t channel_id;
} LmtpRecipient;

typedef struct LmtpSession {
    const LmtpHooks *hooks;
    Arena *arena; /* of the transaction: reset by MAIL and RSET */
    Buffer out;   /* replies to be sent; the caller sends and empties it */
    char line[LMTP_LINE_BYTES_MAX];
    size_t line_length;
    bool is_line_too_long;
    bool is_greeted;
    bool has_sender;
    Text sender;
    LmtpRecipient recipients[LMTP_RECIPIENTS_MAX];
    size_t recipient_count;
    bool is_in_data;
    LmtpData data;
    int wrong_commands;
    bool is_over; /* nothing more is read: send what is in out, then close */
} LmtpSession;

/* Greets. Replies are kept in `out_arena`; the transaction's own arena is made and freed here. */
void lmtp_session_begin(LmtpSession *session, const LmtpHooks *hooks, Arena *out_arena);
/* Takes what has come. */
void lmtp_session_take(LmtpSession *session, Text bytes);
/* A last word from the server: 421 and why. */
void lmtp_session_close(LmtpSession *session, const char *why);
void lmtp_session_end(LmtpSession *session);

#endif
