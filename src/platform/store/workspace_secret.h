/* Random secrets that a workspace makes for itself. */
#ifndef LAZO_STORE_WORKSPACE_SECRET_H
#define LAZO_STORE_WORKSPACE_SECRET_H

#include "store/work.h"

/* 32 random bytes of the workspace, made once under each name; kept in the database as they are. On a reader only those
 * of workspace_secrets_seed exist for sure (FAULT_NOT_FOUND for others that were not made yet). */
#define WORKSPACE_SECRET_TAG "thread_tag" /* signs the tags of threads */
#define WORKSPACE_SECRET_PAGE "ticket_page" /* signs the addresses of tickets' pages */
#define WORKSPACE_SECRET_SEAL "seal"      /* seals secrets where there is no better key */
MUST_CHECK Result workspace_secret(Work *work, const char *name, unsigned char out[32]);
MUST_CHECK Result workspace_secrets_seed(Work *work);

#endif
