/* Opening a session at the end of a sign-in or set-up, and its cookie. */
#ifndef LAZO_PEOPLE_SESSION_COOKIE_H
#define LAZO_PEOPLE_SESSION_COOKIE_H

#include "people/session.h"

/* Made on the lane, told by session_answer afterwards. */
typedef struct SessionOpening {
    int64_t agent_id;
    SessionPlace place;
    Session session;
    Text agent_json;
    Text preferences_json;
} SessionOpening;
MUST_CHECK Result session_open(Work *work, SessionOpening *opening);
/* 201 {"agent": {…}, "preferences": {…}, "csrf": "…"} with the cookie; never kept or logged. */
void session_answer(const Request *request, const SessionOpening *opening, Answer *answer);
extern const char session_schema[];

void session_cookie_clear(const Request *request, Answer *answer);

#endif
