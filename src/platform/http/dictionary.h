/* The dictionary as data, for those who build filters, columns and forms: what fields a kind of record has. */
#ifndef LAZO_HTTP_DICTIONARY_H
#define LAZO_HTTP_DICTIONARY_H

#include "http/route.h"

extern const char dictionary_schema[];

/* GET /api/v1/dictionary/{entity}: the fields that the caller may read, extensions, tags and custom fields among them.
 * FAULT_NOT_FOUND for no such entity, FAULT_DENIED for one that the caller may not read. */
MUST_CHECK Result dictionary_show(Work *work, const Request *request, Answer *answer);

#endif
