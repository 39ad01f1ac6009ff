/* The embedded files of the web application: found by path, sent in the best encoding that the caller takes. */
#ifndef LAZO_HTTP_FILES_H
#define LAZO_HTTP_FILES_H

#include "http/server.h"

typedef struct FileIndex FileIndex;
struct Exchange;
FileIndex *files_new(Arena *arena, const StaticFile *files, size_t count);
/* Answers a GET outside /api: a file, a redirect to /app/, or the application's page; false when there is none. */
bool files_answer(const FileIndex *index, struct Exchange *exchange);
/* Whether Accept-Encoding takes a coding ("gzip"), by its weights (RFC 9110 section 12.5.3). */
bool encoding_is_taken(Text accepted, Text coding);
/* br, gzip or plain ("") by Accept-Encoding, of those that exist. */
const char *files_encoding(const StaticFile *file, Text accepted);
/* `source` with each __CSP_NONCE__ replaced. */
Text files_with_nonce(Arena *arena, Text source, Text nonce);

#endif
