/* `lazo import mail PATH…`: every message of mailboxes, folders and streams goes in once. */
#ifndef LAZO_IMPORT_IMPORT_MAIL_H
#define LAZO_IMPORT_IMPORT_MAIL_H

#include <stdio.h>

#include "import/import_settle.h"
#include "channel/mail_intake.h"

typedef struct ImportMailCounts {
    int64_t messages;
    int64_t taken; /* new ones */
    int64_t known;
    int64_t rejected;
    int64_t opened;
    int64_t joined;
    int64_t kinds[MAIL_KIND_COUNT]; /* of the new ones */
} ImportMailCounts;

typedef struct ImportMailOptions {
    Workspace *workspace;
    Actor actor;
    bool is_dry_run;
    int folder_fd;
    int input_fd; /* "-" */
    FILE *err;
    ImportProgress progress;
    void *owner;
} ImportMailOptions;

/* A mailbox, or a folder with all folders in it. Adds to *io_counts and `touched` (import_settle is the caller's). A message that cannot be taken is told with its reason,
 * and the next one goes on. FAULT_NOT_FOUND, FAULT_BROKEN when the box or the database lets us down. */
MUST_CHECK Result import_mail(Arena *arena, const ImportMailOptions *options, const char *path, ImportTouched *touched,
                              ImportMailCounts *io_counts);

#endif
