/* Which column says what: --map, --set and --values, the columns' own names, and what all cells of a column prove about its
 * dates and numbers. */
#ifndef LAZO_IMPORT_IMPORT_MAP_H
#define LAZO_IMPORT_IMPORT_MAP_H

#include "import/import_date.h"
#include "import/import_kind.h"
#include "import/import_number.h"
#include "import/import_table.h"

#define IMPORT_JOIN_MAX 4
#define IMPORT_PAIRS_MAX 100

typedef struct ImportPair {
    Text name; /* of --map and --set: the field; of --values: "field:word" */
    Text value;
} ImportPair;
typedef struct ImportPairs {
    ImportPair items[IMPORT_PAIRS_MAX];
    size_t count;
} ImportPairs;

/* "a=b,c=\"d, e\"". FAULT_INVALID for a part without "=". */
MUST_CHECK Result import_pairs_read(Arena *arena, Text text, ImportPairs *out_pairs);

typedef struct ImportBinding {
    ImportTarget target;
    bool is_named; /* by --map or --set, not by the column's own name */
    bool is_constant;
    Text constant;
    size_t columns[IMPORT_JOIN_MAX]; /* their cells are joined by "+" */
    size_t column_count;
    DateEvidence dates;
    NumberEvidence numbers;
} ImportBinding;

typedef struct ImportMap {
    const ImportKind *kind;
    ImportBinding bindings[IMPORT_TARGETS_MAX];
    size_t count;
    ImportPairs values;
    const Zone *zone;          /* of times without an offset */
    DateOrder order_otherwise; /* where no cell proves anything */
    NumberStyle style_otherwise;
    char base_currency[4];
} ImportMap;

typedef struct ImportWishes {
    Text map;
    Text set;
    Text values;
} ImportWishes;

/* Binds the columns of a table. FAULT_INVALID names an unknown field or column, or what the kind needs and nothing says.
 * The columns that nothing took are listed in `out_unused` (of the table's size, in the arena). */
MUST_CHECK Result import_map_make(Arena *arena, const ImportKind *kind, const ImportWishes *wishes,
                                  const ImportTable *table, const WorkspaceSettings *settings, ImportMap *out_map,
                                  Text **out_unused, size_t *out_unused_count);

/* NULL when nothing says it. */
const ImportBinding *import_map_role(const ImportMap *map, ImportRole role);
const ImportBinding *import_map_field(const ImportMap *map, const char *field);
/* What a row says there; empty when `binding` is NULL. */
Text import_map_cell(Arena *arena, const ImportBinding *binding, const ImportRow *row);

/* A row's share in the evidence. */
void import_map_learn(ImportMap *map, Arena *arena, const ImportRow *row);

/* The canonical text of a field's cell (RFC 3339, plain decimals, the choice's code); false and a sentence for what cannot
 * be read. *out_currency is what the cell names, or empty. */
bool import_map_value(Arena *arena, const ImportMap *map, const ImportBinding *binding, Text cell, Text *out_value,
                      Text *out_currency, const char **out_why);

#endif
