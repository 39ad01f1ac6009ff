/* What stands between a channel and its servers, in words that tell a person what to do, in Spanish, English and Portuguese. */
#ifndef LAZO_CHANNEL_CHANNEL_PROBLEM_H
#define LAZO_CHANNEL_CHANNEL_PROBLEM_H

#include "base/buffer.h"
#include "http/language.h"

typedef enum ChannelProblem {
    PROBLEM_NONE,
    PROBLEM_NAME,                /* the server's name is not known */
    PROBLEM_REFUSED,             /* nobody listens at that port */
    PROBLEM_UNREACHABLE,         /* no way to the server */
    PROBLEM_TIMEOUT,             /* it does not answer in time */
    PROBLEM_CLOSED,              /* it closed the connection */
    PROBLEM_TLS,                 /* no common TLS, or no TLS at that port */
    PROBLEM_TLS_ABSENT,          /* STARTTLS is not offered */
    PROBLEM_CERTIFICATE_NAME,    /* the certificate is another server's */
    PROBLEM_CERTIFICATE_EXPIRED, /* or not valid yet */
    PROBLEM_CERTIFICATE_UNKNOWN, /* nobody we trust vouches for it */
    PROBLEM_SECRET_ABSENT,       /* no password or refresh token was set */
    PROBLEM_LOGIN,               /* user name or password are wrong */
    PROBLEM_LOGIN_ABSENT,        /* the server does not take this way of signing in */
    PROBLEM_TOKEN,               /* the provider or the server refuses the token */
    PROBLEM_TOKEN_SOURCE,        /* the provider could not be asked for a token */
    PROBLEM_FOLDER,              /* no such folder */
    PROBLEM_MOVED_TO,            /* no such folder to move to */
    PROBLEM_READ_ONLY,           /* the folder may not be changed */
    PROBLEM_MARK,                /* a taken message could not be flagged, moved or deleted */
    PROBLEM_PROTOCOL,            /* it does not speak the protocol, or breaks a bound */
    PROBLEM_OURS,                /* our own database or disk */
    PROBLEM_STOPPED,             /* we are ending */
    PROBLEM_COUNT
} ChannelProblem;

/* What a server did to us: the problem, and its own words (may be empty, never secrets). */
typedef struct ChannelTrouble {
    ChannelProblem problem;
    Text words; /* at most CHANNEL_WORDS_BYTES_MAX, one line of UTF-8 */
} ChannelTrouble;
#define CHANNEL_WORDS_BYTES_MAX 300

/* One or two sentences, with the server's words at the end when there are any. */
Text channel_problem_words(Arena *arena, Language language, const ChannelTrouble *trouble);
/* Foreign words cut to the bound, without control characters. */
Text channel_foreign_words(Arena *arena, Text words);

#endif
