/* The one place that knows every feature: dictionaries, reactors, routes, jobs, in the order they run. */
#ifndef LAZO_APP_WIRING_H
#define LAZO_APP_WIRING_H

#include "http/server.h"
#include "jobs/jobs.h"
#include "model/event.h"

/* Extensions, movers, hooks and the model's wiring of an opened workspace; before the first work. Seeds what every
 * workspace has (views, rules, a calendar). */
MUST_CHECK Result wire_workspace(Workspace *workspace);
extern const Route *const wired_routes[];
extern const size_t wired_route_count;
const JobsWiring *wired_jobs(void);
/* What the streams hear of what nodes say to each other. */
extern const StreamEars wired_ears;

#endif
