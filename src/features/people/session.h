/* Signing in: a session is a cookie with 256 random bits, stored hashed; it lasts SESSION_MS after its last day of use.
 * Changes also need the session's CSRF token, which is made from the cookie's and never stored in the clear. */
#ifndef LAZO_PEOPLE_SESSION_H
#define LAZO_PEOPLE_SESSION_H

#include "people/agent.h"

#define SESSION_MS (14 * DAY_MS)
#define SESSION_COOKIE "lazo_session"

typedef struct Session {
    Text token; /* for the cookie, once */
    Text csrf;
    int64_t id;
    int64_t expires_at;
} Session;

/* Where a session was opened, to be recognised by: texts as they were sent, cut to SESSION_DEVICE_BYTES_MAX. */
typedef struct SessionPlace {
    Text device;  /* User-Agent */
    Text address; /* of the network */
} SessionPlace;
#define SESSION_DEVICE_BYTES_MAX 300
SessionPlace session_place(const Request *request);

/* Appends agent.signed_in. */
MUST_CHECK Result session_add(Work *work, int64_t agent_id, const SessionPlace *place, Session *out_session);
/* Of a token: absent or expired ones are FAULT_NOT_FOUND. Reads only. */
MUST_CHECK Result session_find(Work *work, Text token, int64_t *out_id, int64_t *out_agent_id, int64_t *out_expires_at);
MUST_CHECK Result session_remove(Work *work, int64_t id);
/* At most `limit` expired sessions, and the expired one-time tokens; *out_removed: sessions. For the sweep. */
MUST_CHECK Result session_sweep(Work *work, int64_t limit, int64_t *out_removed);
/* The CSRF token that belongs to a session's token. */
Text session_csrf(Arena *arena, Text token);

extern const Route session_routes[]; /* session, me */
extern const Route session_list_routes[];

#endif
