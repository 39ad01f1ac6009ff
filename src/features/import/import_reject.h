/* FILE.rejected.csv: the rows that could not be taken, as they were, with a reason each. The cells are data to be corrected
 * and imported again, so they stay byte for byte what they were, also where a spreadsheet would take one for a formula. */
#ifndef LAZO_IMPORT_IMPORT_REJECT_H
#define LAZO_IMPORT_IMPORT_REJECT_H

#include <stdio.h>

#include "import/import_table.h"

typedef struct ImportRejects {
    int folder_fd;
    const char *path; /* of the rejected file */
    const ImportTable *table;
    FILE *file;     /* NULL until there is a row */
    bool is_silent; /* a dry run: nothing is written */
} ImportRejects;

/* The path that belongs to an imported one. */
const char *import_reject_path(Arena *arena, const char *path);
/* FAULT_BROKEN when the file cannot be made. */
MUST_CHECK Result import_reject_add(ImportRejects *rejects, Arena *arena, const ImportRow *row, const char *why);
/* Closes it, or removes an old one when nothing was rejected. FAULT_BROKEN when not all could be written. */
MUST_CHECK Result import_reject_end(ImportRejects *rejects, Arena *arena);

#endif
