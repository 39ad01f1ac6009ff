/* One POST of a form to a provider, by libcurl: https only (http to this machine itself), certificate and name verified, no
 * redirects, 10 seconds and 64 KiB at most. */
#ifndef LAZO_CHANNEL_CHANNEL_HTTP_H
#define LAZO_CHANNEL_CHANNEL_HTTP_H

#include "base/text.h"

typedef struct FormField {
    const char *name;
    Text value; /* left out when empty */
} FormField;

/* *out_status and *out_body (in `arena`) of whatever it answered; FAULT_BUSY, in words, when it could not be asked. */
MUST_CHECK Result channel_http_post_form(Arena *arena, Text url, const FormField *fields, size_t count,
                                         long *out_status, Text *out_body);

#endif
