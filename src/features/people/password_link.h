/* One-time links by which an agent chooses a password: an invitation, a reset by an administrator, a forgotten password.
 * The token is 192 random bits, stored hashed; a new link makes the agent's earlier ones worthless. */
#ifndef LAZO_PEOPLE_PASSWORD_LINK_H
#define LAZO_PEOPLE_PASSWORD_LINK_H

#include "people/agent.h"

typedef enum PasswordLinkKind {
    PASSWORD_LINK_INVITE, /* of somebody who has no password yet */
    PASSWORD_LINK_RESET,  /* made by an administrator */
    PASSWORD_LINK_FORGOT, /* asked for at the door */
} PasswordLinkKind;
#define PASSWORD_LINK_INVITE_MS (7 * DAY_MS)
#define PASSWORD_LINK_RESET_MS DAY_MS
#define PASSWORD_LINK_FORGOT_MS HOUR_MS

typedef struct PasswordLink {
    PasswordLinkKind kind;
    int64_t agent_id;
    int64_t expires_at;
    Text url; /* whole, with the token behind "#", which browsers send to no server */
} PasswordLink;

/* Invitations for whoever has no password, else `kind`. FAULT_CONFLICT for a disabled agent. Appends agent.link_made. */
MUST_CHECK Result password_link_make(Work *work, const Agent *agent, PasswordLinkKind kind, PasswordLink *out_link);
/* Whether a link of that kind was made for the agent after `since`: mail is not sent again and again. */
MUST_CHECK Result password_link_is_fresh(Work *work, int64_t agent_id, int64_t since, bool *out_is_fresh);

/* POST /api/v1/password (choose one by a link) and /api/v1/password/link (whose link is it?). */
extern const Route password_link_routes[];

#endif
