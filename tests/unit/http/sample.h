/* A workspace of a moment with one entity behind a running server, and a small HTTP client, for http's tests. On SQLite,
 * and on PostgreSQL when LAZO_TEST_POSTGRES names a server. */
#ifndef LAZO_TEST_HTTP_SAMPLE_H
#define LAZO_TEST_HTTP_SAMPLE_H

#include "http/server.h"
#include "store/lane.h"

typedef struct Sample {
    Workspace *workspace;
    Server *server;
    Arena *arena;
    char folder[64];
    int port;
} Sample;

/* `database` NULL: a new one in a folder of its own; port 0: any. */
MUST_CHECK Result sample_open(Sample *sample, const char *database, int port, int64_t requests_per_minute);
void sample_close(Sample *sample);

/* ---- a client ---- */
typedef struct Reply {
    int status;
    Text head; /* status line and headers */
    Text body;
    const JsonValue *json; /* NULL when the body is none */
} Reply;
int sample_connect(const Sample *sample);
/* Writes all; false when the other end hung up. */
bool sample_send(int fd, Text bytes);
/* One whole answer, by Content-Length, or until the end. */
Reply sample_read(const Sample *sample, int fd, bool is_head);
/* method, path, "Name: value\r\n" lines, body; on a connection of its own, as the administrator. */
Reply sample_ask(const Sample *sample, const char *method, const char *path, const char *headers, const char *body);
/* The same without any credential of ours. */
Reply sample_ask_as(const Sample *sample, const char *credential, const char *method, const char *path,
                    const char *headers, const char *body);
Text reply_header(const Reply *reply, const char *name); /* TEXT_NONE when absent */
Text reply_code(const Reply *reply);                     /* of a problem */

#endif
