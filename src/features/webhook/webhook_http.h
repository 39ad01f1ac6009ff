/* One POST to a webhook, by libcurl: the address that is connected to is checked, certificate and name verified, no
 * redirects, no proxies, 15 seconds, and of the answer what WEBHOOK_ANSWER_BYTES_MAX holds. */
#ifndef LAZO_WEBHOOK_WEBHOOK_HTTP_H
#define LAZO_WEBHOOK_WEBHOOK_HTTP_H

#include "base/text.h"

#define WEBHOOK_ANSWER_BYTES_MAX 1000

typedef struct WebhookPost {
    Text url;
    Text id;        /* webhook-id */
    Text timestamp; /* webhook-timestamp: Unix seconds */
    Text signature; /* webhook-signature */
    Text body;      /* JSON */
} WebhookPost;

typedef struct WebhookAnswer {
    long status;         /* 0: none came */
    Text body;           /* its first bytes, valid UTF-8 */
    const char *trouble; /* NULL: an answer came; else why not, in words */
    int64_t duration_ms;
} WebhookAnswer;

/* The texts of the answer live in `arena`. */
void webhook_post(Arena *arena, const WebhookPost *post, WebhookAnswer *out_answer);

#endif
