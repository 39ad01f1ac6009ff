/* The reference page at /api: every route in a plain HTML page, without scripts. */
#ifndef LAZO_HTTP_REFERENCE_H
#define LAZO_HTTP_REFERENCE_H

#include "http/route.h"

MUST_CHECK Result reference_show(Work *work, const Request *request, Answer *answer);
/* & < > " escaped. */
void html_add(Buffer *out, Text text);

#endif
