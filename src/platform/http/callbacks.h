/* What the server gives to libmicrohttpd. Inside http/ only. */
#ifndef LAZO_HTTP_CALLBACKS_H
#define LAZO_HTTP_CALLBACKS_H

#include <microhttpd.h>

enum MHD_Result server_handle(void *owner, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_bytes, void **context);
void *server_target(void *owner, const char *target, struct MHD_Connection *connection);
/* Percent escapes are read by request.c, strictly. */
size_t server_keep_escapes(void *owner, struct MHD_Connection *connection, char *text);
void server_completed(void *owner, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code);

#endif
