/* The first administrator: a one-time link that exists only while the workspace has no agent. */
#ifndef LAZO_PEOPLE_SETUP_H
#define LAZO_PEOPLE_SETUP_H

#include "http/route.h"

#define SETUP_TOKEN_MS (7 * DAY_MS)

/* A new token, which replaces the one before; TEXT_NONE once there is an agent. The link is
 * PUBLIC_URL/app/setup?token=TOKEN. */
MUST_CHECK Result people_setup_link(Work *work, Text *out_token);

extern const Route setup_routes[];

#endif
