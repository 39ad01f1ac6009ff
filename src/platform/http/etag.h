/* ETag, If-Match and If-None-Match: the version of a record in quotes. */
#ifndef LAZO_HTTP_ETAG_H
#define LAZO_HTTP_ETAG_H

#include "base/text.h"

typedef enum EtagMatch { ETAG_ABSENT, ETAG_VERSION, ETAG_MALFORMED, ETAG_WEAK, ETAG_ANY, ETAG_SEVERAL } EtagMatch;
/* Reads If-Match: exactly one strong tag `"7"`. */
EtagMatch etag_read(Text header, int64_t *out_version);
/* Whether If-None-Match (a list, `*`, weak tags too) names the version. */
bool etag_names(Text header, int64_t version);
/* The same for a tag of any text, quotes included. */
bool etag_names_text(Text header, Text tag);
/* `"7"` */
Text etag_text(Arena *arena, int64_t version);

#endif
