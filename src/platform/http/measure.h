/* Counters for /metrics: requests by route and status class, and how long they took. Lock-free. */
#ifndef LAZO_HTTP_MEASURE_H
#define LAZO_HTTP_MEASURE_H

#include "http/router.h"

typedef struct Measures Measures;
Measures *measures_new(Arena *arena, const Router *router);
/* `route` NULL: no route was found. */
void measure_request(Measures *measures, const Route *route, int status, int64_t duration_us);
void measure_health(Measures *measures);
/* Prometheus text. */
void measures_write(const Measures *measures, Buffer *out);

#endif
