/* /healthz answers that the process lives, without an exchange, an arena or a database. */
#ifndef LAZO_HTTP_HEALTH_H
#define LAZO_HTTP_HEALTH_H

#include <microhttpd.h>

#include "http/server_state.h"

/* These stand for an exchange where there is none to make: before and after the head was read. */
extern const char health_marks[2];
#define HEALTH_EXCHANGE ((void *)(uintptr_t)&health_marks[0])
#define HEALTH_READ ((void *)(uintptr_t)&health_marks[1])
/* The one response, shared by all requests; NULL when there is no memory. */
struct MHD_Response *health_response(void);
enum MHD_Result health_answer(Server *server, struct MHD_Connection *connection, const char *method,
                              size_t *upload_bytes, void **context);

/* /readyz: the lane can commit and a reader can read. */
MUST_CHECK Result ready_show(Work *work, const Request *request, Answer *answer);
/* /metrics: Prometheus text. */
MUST_CHECK Result metrics_show(Work *work, const Request *request, Answer *answer);

#endif
