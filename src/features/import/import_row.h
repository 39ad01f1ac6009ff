/* One row becomes a record: read, its references found, then created, changed or left as it is. */
#ifndef LAZO_IMPORT_IMPORT_ROW_H
#define LAZO_IMPORT_IMPORT_ROW_H

#include "import/import_keys.h"
#include "import/import_map.h"

typedef enum ImportFate {
    FATE_NONE,
    FATE_CREATED,
    FATE_UPDATED,
    FATE_UNCHANGED,
    FATE_REJECTED,
    FATE_UNSURE, /* to be tried again in a savepoint */
} ImportFate;

/* A row on its way. */
typedef struct ImportItem {
    ImportRow row;
    Text key;           /* for a row without an id in the other system: the same the next time; else empty */
    Text line_key;      /* of the order line that a row of orders tells of; else empty */
    bool is_superseded; /* a later row of the file has the same key */
    uint64_t hash;      /* of the key */
    uint64_t content;   /* of all that the row says */
} ImportItem;

typedef struct ImportOutcome {
    ImportFate fate;
    const char *why;     /* of a rejected one; in work->arena */
    int64_t customer_id; /* whose totals and history change; 0: nobody's */
    unsigned missing;    /* bits of ImportRole: named records that are not here, and the row went in without */
    FieldSet unclear;    /* fields whose word is no choice, and the row went in without */
} ImportOutcome;

typedef struct ImportJob {
    const ImportMap *map;
    ImportCache *cache;
} ImportJob;

/* A row is in whole or not at all. Guarded, it runs in a savepoint of its own, and a bad row is FATE_REJECTED and done(); a
 * fault comes back only when the database lets us down. A savepoint a row costs a third of an import, so that rows are tried
 * without first: then a bad row that may have written something is FATE_UNSURE with its fault, and the whole piece is to be
 * rolled back and run again, guarded. */
MUST_CHECK Result import_row_apply(Work *work, const ImportJob *job, const ImportItem *item, bool is_guarded,
                                   ImportOutcome *out_outcome);

/* Hashes of what a row says: its key (only what makes it the same row), and all of it. */
uint64_t import_row_content(Arena *arena, const ImportMap *map, const ImportRow *row);
uint64_t import_row_key(Arena *arena, const ImportMap *map, const ImportRow *row, bool *out_has_id);
/* "row:HASH:n" for the nth row of the file that says just this. */
Text import_row_made_key(Arena *arena, const ImportMap *map, const ImportRow *row, int64_t n);

#endif
