/* A row while it is read; inside import_row*.c only. */
#ifndef LAZO_IMPORT_IMPORT_ROW_OWN_H
#define LAZO_IMPORT_IMPORT_ROW_OWN_H

#include "import/import_reference.h"
#include "import/import_row.h"

typedef struct RowReader {
    Work *work;
    const ImportJob *job;
    const ImportItem *item;
    EntityInput *input;
    ImportOutcome *out;
    ImportOrder order; /* that the row names */
} RowReader;

static inline const ImportKind *reader_kind(const RowReader *reader)
{
    return reader->job->map->kind;
}
static inline const Entity *reader_entity(const RowReader *reader)
{
    return reader->job->map->kind->entity;
}

/* Fields of the input by name; those of other types are not asked for. */
bool row_has(const RowReader *reader, const char *field);
int64_t row_int(const RowReader *reader, const char *field);
void row_set_int(RowReader *reader, const char *field, int64_t value);
void row_set_text(RowReader *reader, const char *field, Text value);
/* The cell of a role or field; empty when nothing says it. */
Text row_says(const RowReader *reader, ImportRole role);
Text row_cell(const RowReader *reader, const char *field);

/* Reads every field that the row says; FAULT_INVALID names the first that cannot be read. */
MUST_CHECK Result row_read_fields(RowReader *reader);
/* The row's place in history, never after `present`. */
int64_t row_instant(RowReader *reader, int64_t present);
/* Finds what the row names, and sets the input's references. */
MUST_CHECK Result row_read_references(RowReader *reader);
/* The made key, where the row has no other. */
void row_identify(RowReader *reader);
/* What goes without saying: status, times, subject. */
MUST_CHECK Result row_complete(RowReader *reader, bool is_new);
int64_t row_newest(const RowReader *reader, int64_t present);
/* The stored record that the row speaks of. */
MUST_CHECK Result row_find_stored(RowReader *reader, void *out_before, bool *out_found);
/* Adds or changes the line that a row of orders or order_lines tells of. */
MUST_CHECK Result row_write_line(RowReader *reader, const ImportOrder *order, ImportFate *out_fate);
/* Whether what the input gives differs from the stored record. */
bool row_differs(const EntityInput *input, const void *before);

#endif
