/* `lazo import KIND FILE`: a table of rows goes in, in pieces of the lane, and what could not be taken comes out beside the
 * file with a reason each. */
#ifndef LAZO_IMPORT_IMPORT_RUN_H
#define LAZO_IMPORT_IMPORT_RUN_H

#include <stdio.h>

#include "import/import_map.h"
#include "import/import_settle.h"

typedef struct ImportCounts {
    int64_t rows;
    int64_t created;
    int64_t updated;
    int64_t unchanged;
    int64_t rejected;
} ImportCounts;

typedef struct ImportOptions {
    Workspace *workspace;
    Actor actor;
    const ImportKind *kind;
    ImportWishes wishes;
    Text encoding; /* empty: guessed */
    bool is_dry_run;
    int folder_fd; /* paths are relative to it */
    int input_fd;  /* "-" */
    FILE *err;     /* notes for people */
    ImportProgress progress;
    void *owner;
} ImportOptions;

/* Adds what became of the file's rows to *io_counts and the customers to `touched` (import_settle is the caller's). Rejected
 * rows go to PATH.rejected.csv (of "-": lazo.rejected.csv), which is removed when there are none; a dry run writes no such
 * file and tells the first reasons. FAULT_NOT_FOUND, FAULT_BROKEN when the file cannot be read; FAULT_INVALID for what
 * import_map_make refuses; `why` lives in `arena`. */
MUST_CHECK Result import_file(Arena *arena, const ImportOptions *options, const char *path, ImportTouched *touched,
                              ImportCounts *io_counts);

#endif
