/* What the sender wrote now, apart from what is quoted, the signature and a message passed on. A judgement over lines:
 * when in doubt nothing is cut, and answers between quoted lines stay with what they answer. */
#ifndef LAZO_MAIL_MAIL_QUOTE_H
#define LAZO_MAIL_MAIL_QUOTE_H

#include "base/text.h"

#define MAIL_QUOTE_LINES_MAX 50000

/* Fields without data are absent. */
typedef struct MailReply {
    Text reply;
    Text quote;
    Text signature;
    Text forwarded;
    bool is_marked; /* HTML said itself where its quote begins */
} MailReply;

/* `body` is UTF-8, plain or HTML; the parts are text. */
void mail_split_marked(Arena *arena, Text marked, MailReply *out); /* text that html_text wrote with marks */
void mail_split_reply(Arena *arena, Text body, bool is_html, MailReply *out);

#endif
