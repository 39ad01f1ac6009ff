/* One line of an LMTP client (RFC 2033, RFC 5321 section 4.1) as a command. Pure. */
#ifndef LAZO_CHANNEL_MAIL_LMTP_COMMAND_H
#define LAZO_CHANNEL_MAIL_LMTP_COMMAND_H

#include "base/text.h"

typedef enum LmtpVerb {
    LMTP_UNKNOWN, /* no such command */
    LMTP_LHLO,
    LMTP_MAIL,
    LMTP_RCPT,
    LMTP_DATA,
    LMTP_RSET,
    LMTP_NOOP,
    LMTP_QUIT,
    LMTP_VRFY,
    LMTP_BAD_SYNTAX,    /* a known command with a wrong argument */
    LMTP_BAD_PARAMETER, /* a parameter that was not offered */
} LmtpVerb;

typedef struct LmtpCommand {
    LmtpVerb verb;
    Text path;    /* of MAIL and RCPT, without < > and source route; empty: the null sender */
    int64_t size; /* of MAIL SIZE=; 0: not said */
} LmtpCommand;

#define LMTP_PATH_BYTES_MAX 320

/* `line` without its CR LF. Control characters make it LMTP_BAD_SYNTAX. Texts are views of `line`. */
LmtpCommand lmtp_command_read(Text line);

#endif
