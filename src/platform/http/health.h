/* /healthz answers that the process lives, without an exchange, an arena or a database. */
#ifndef LAZO_HTTP_HEALTH_H
#define LAZO_HTTP_HEALTH_H

#include <microhttpd.h>

#include "http/server_state.h"

/* Stands for an exchange where there is none to make. */
extern const char health_mark;
#define HEALTH_EXCHANGE ((void *)(uintptr_t)&health_mark)
/* The one response, shared by all requests; NULL when there is no memory. */
struct MHD_Response *health_response(void);
enum MHD_Result health_answer(Server *server, struct MHD_Connection *connection, const char *method,
                              size_t *upload_bytes);

/* /readyz: the lane can commit and a reader can read. */
MUST_CHECK Result ready_show(Work *work, const Request *request, Answer *answer);
/* /metrics: Prometheus text. */
MUST_CHECK Result metrics_show(Work *work, const Request *request, Answer *answer);

#endif
