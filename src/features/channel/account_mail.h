/* Links by which agents choose a password, by mail where a channel sends: invitations, resets by an administrator, and
 * passwords that were forgotten. */
#ifndef LAZO_CHANNEL_ACCOUNT_MAIL_H
#define LAZO_CHANNEL_ACCOUNT_MAIL_H

#include "jobs/jobs.h"
#include "people/password_link.h"

/* Queues the letter with the link, in the agent's language; *out_is_mailed false when no channel sends. */
MUST_CHECK Result account_mail_queue(Work *work, const Agent *agent, const PasswordLink *link, bool *out_is_mailed);

/* A password that was forgotten: the address is looked up by a job, so that whether it is known shows neither in the answer
 * nor in its time. */
#define ACCOUNT_MAIL_JOB "forgotten-password"
#define ACCOUNT_MAIL_REST_MS (2 * MINUTE_MS) /* a second letter waits so long after the first */
MUST_CHECK Result account_mail_ask(Work *work, Text email);
MUST_CHECK Result account_mail_run(const JobRun *run);

/* POST /api/v1/invites, /api/v1/agents/{id}/password_link, /api/v1/password/forgotten */
extern const Route account_mail_routes[];

#endif
