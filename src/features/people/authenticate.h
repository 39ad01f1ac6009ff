/* Who calls, for the HTTP server's options. */
#ifndef LAZO_PEOPLE_AUTHENTICATE_H
#define LAZO_PEOPLE_AUTHENTICATE_H

#include "http/route.h"

/* By the session cookie or `Authorization: Bearer`; neither: nobody. A header wins over a cookie. FAULT_DENIED for
 * unknown, expired and revoked credentials and for disabled agents. Keeps "last seen" and the sliding end of sessions
 * up to date now and then, by a write of its own that nobody waits for. */
MUST_CHECK Result people_authenticate(Work *work, const Request *request, Actor *out_actor, bool *out_needs_csrf);
/* FAULT_DENIED unless X-CSRF-Token belongs to the session. */
MUST_CHECK Result people_check_csrf(Work *work, const Request *request);

#endif
