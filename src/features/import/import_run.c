#include "import/import_run.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "import/import_reject.h"
#include "import/import_row.h"
#include "store/lane.h"

#define BATCH_ROWS_MAX 256
#define BATCH_BYTES_MAX ((size_t)2 << 20)
#define REASONS_TOLD_MAX 10

typedef struct Run {
    const ImportOptions *options;
    Arena *arena;
    ImportTable *table;
    ImportMap map;
    ImportJob job;
    ImportKeys *last_rows;   /* by key: the number of the last row that has it */
    ImportKeys *occurrences; /* by content: rows so far; in a dry run also what was created, by key */
    ImportRejects rejects;
    ImportTouched *touched;
    ImportCounts counts;
    int64_t rows_total;
    int64_t missing[SAYS_COUNT];
    int64_t unclear[64]; /* by field */
    int64_t reasons_told;
    bool is_cache_unsure; /* a piece has begun that did not end in a commit */
} Run;

typedef struct Batch {
    Run *run;
    Arena *arena; /* of the rows */
    ImportItem items[BATCH_ROWS_MAX];
    ImportOutcome outcomes[BATCH_ROWS_MAX];
    size_t count;
    size_t first; /* where this piece begins */
    size_t next;
    bool is_guarded; /* each row in its savepoint: one of those rows may be bad */
    bool is_unsure;  /* a row was bad without one: nothing of the piece stands */
    Arena *piece_arena;
    Piece piece;
} Batch;

/* ---- first pass ---- */

/* JSON's columns are known only when all objects were seen. */
static Result find_columns(Run *run)
{
    WITH_ARENA arena = arena_new();
    bool has_row = import_table_is_json(run->table);
    while (has_row) {
        ImportRow row;
        TRY(import_table_next(run->table, arena, &row, &has_row));
        arena_reset(arena);
    }
    return import_table_rewind(run->table);
}

static Result remember_key(Run *run, Arena *arena, const ImportRow *row)
{
    bool has_id;
    uint64_t key = import_row_key(arena, &run->map, row, &has_id);
    int64_t *last = import_keys_at(run->last_rows, key);
    if (last == NULL)
        return fail(FAULT_LIMIT, "The file has more than 33 million rows; import it in parts.");
    *last = row->number;
    return done();
}

static Result learn(Run *run)
{
    WITH_ARENA arena = arena_new();
    for (bool has_row = true; has_row;) {
        ImportRow row;
        TRY(import_table_next(run->table, arena, &row, &has_row));
        if (has_row && row.why == NULL) {
            import_map_learn(&run->map, arena, &row);
            TRY(remember_key(run, arena, &row));
        }
        run->rows_total += has_row;
        arena_reset(arena);
    }
    return import_table_rewind(run->table);
}

/* ---- second pass ---- */

static int64_t occurrence(Run *run, uint64_t hash)
{
    int64_t *seen = import_keys_at(run->occurrences, hash);
    return seen ? ++*seen : 0;
}

static bool tells_lines(const Run *run)
{
    return import_map_role(&run->map, SAYS_LINE_PRICE) != NULL;
}

/* A row of an order's line: the same line of the same order the next time. */
static Text line_key(Run *run, Arena *arena, const ImportItem *item, uint64_t content)
{
    Text id = import_map_cell(arena, import_map_field(&run->map, "external_id"), &item->row);
    if (text_is_empty(id))
        id = item->key;
    return text_format(arena, "%.*s:%016llx:%lld", TEXT_ARG(text_slice(id, 0, 150)), (unsigned long long)content,
                       (long long)occurrence(run, content ^ 1));
}

static void item_key(Run *run, Arena *arena, ImportItem *item)
{
    bool has_id;
    uint64_t key = import_row_key(arena, &run->map, &item->row, &has_id);
    const int64_t *last = import_keys_at(run->last_rows, key);
    item->hash = key;
    item->content = import_row_content(arena, &run->map, &item->row);
    if (!has_id) {
        /* An order told by several rows is one; else each further row that says the same is one more. */
        int64_t n = tells_lines(run) ? 1 : occurrence(run, key);
        item->key = import_row_made_key(arena, &run->map, &item->row, n);
    } else {
        item->is_superseded = last && *last != item->row.number;
    }
    if (tells_lines(run))
        item->line_key = line_key(run, arena, item, item->content);
}

static size_t row_bytes(const ImportRow *row)
{
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++)
        bytes += row->cells[i].length + sizeof(Text);
    return bytes;
}

static Result batch_fill(Batch *batch, bool *io_has_row)
{
    size_t bytes = 0;
    arena_reset(batch->arena);
    batch->count = batch->first = 0;
    while (*io_has_row && batch->count < BATCH_ROWS_MAX && bytes < BATCH_BYTES_MAX) {
        ImportItem *item = &batch->items[batch->count];
        *item = (ImportItem){0};
        TRY(import_table_next(batch->run->table, batch->arena, &item->row, io_has_row));
        if (!*io_has_row)
            break;
        if (item->row.why == NULL)
            item_key(batch->run, batch->arena, item);
        bytes += row_bytes(&item->row);
        batch->count++;
    }
    return done();
}

/* As many rows as fit into a piece of the lane. */
static Result batch_apply(Work *work, void *context)
{
    Batch *batch = context;
    int64_t began_us = clock_monotonic_us();
    if (batch->run->is_cache_unsure)
        import_cache_forget(batch->run->job.cache);
    batch->run->is_cache_unsure = true;
    batch->next = batch->first;
    batch->is_unsure = false;
    do {
        ImportOutcome *outcome = &batch->outcomes[batch->next];
        Result result =
            import_row_apply(work, &batch->run->job, &batch->items[batch->next], batch->is_guarded, outcome);
        batch->is_unsure = outcome->fate == FATE_UNSURE;
        TRY(result);
        batch->next++;
    } while (batch->next < batch->count && clock_monotonic_us() - began_us < IMPORT_PIECE_US);
    return batch->run->options->is_dry_run ? fail(FAULT_CONFLICT, "dry run") : done();
}

/* What a dry run cannot see in the database: that an earlier row of the file would have made the record. */
static ImportFate dry_fate(Run *run, const ImportItem *item, ImportFate fate)
{
    int64_t *made_by = import_keys_at(run->occurrences, item->hash ^ UINT64_C(0x5bd1e995));
    int64_t content = (int64_t)(item->content | 1);
    if (fate != FATE_CREATED || made_by == NULL)
        return fate;
    if (*made_by != 0 && item->key.length == 0)
        fate = *made_by == content ? FATE_UNCHANGED : FATE_UPDATED;
    *made_by = content;
    return fate;
}

static Result take_outcome(Run *run, Arena *arena, const ImportItem *item, const ImportOutcome *outcome)
{
    ImportFate fate = run->options->is_dry_run ? dry_fate(run, item, outcome->fate) : outcome->fate;
    run->counts.rows++;
    run->counts.created += fate == FATE_CREATED;
    run->counts.updated += fate == FATE_UPDATED;
    run->counts.unchanged += fate == FATE_UNCHANGED;
    run->counts.rejected += fate == FATE_REJECTED;
    import_touched_add(run->touched, outcome->customer_id);
    for (int role = 0; role < SAYS_COUNT; role++)
        run->missing[role] += (outcome->missing >> role) & 1;
    for (size_t i = 0; outcome->unclear && i < run->options->kind->entity->field_count; i++)
        run->unclear[i] += (outcome->unclear & FIELD_BIT(i)) != 0;
    if (fate != FATE_REJECTED)
        return done();
    if (run->reasons_told++ < REASONS_TOLD_MAX)
        fprintf(run->options->err, "row %lld: %s\n", (long long)item->row.number, outcome->why);
    return import_reject_add(&run->rejects, arena, &item->row, outcome->why);
}

static Result batch_hand_over(Batch *batch, WaitedPiece **out_waited)
{
    const ImportOptions *options = batch->run->options;
    arena_reset(batch->piece_arena);
    batch->piece = (Piece){.apply = batch_apply,
                           .context = batch,
                           .arena = batch->piece_arena,
                           .actor = options->actor,
                           .mode = WORK_IMPORT,
                           .is_bulk = true};
    return lane_hand_over(workspace_lane(options->workspace), &batch->piece, out_waited);
}

static Result not_taken(const Batch *batch, Result result)
{
    return failf(batch->run->arena, result.fault, "Row %lld and those behind it were not taken: %s",
                 (long long)batch->items[batch->first].row.number, result.why ? result.why : "");
}

/* After a piece: its outcomes, or its rows once more, guarded. The next piece is guarded too where bad rows abound. */
static Result batch_settle(Batch *batch, Result result)
{
    Run *run = batch->run;
    if (!is_ok(result) && batch->is_unsure && !batch->is_guarded) {
        batch->is_guarded = true;
        return done();
    }
    bool was_dry = run->options->is_dry_run && result.fault == FAULT_CONFLICT && strcmp(result.why, "dry run") == 0;
    if (!is_ok(result) && !was_dry)
        return not_taken(batch, result);
    batch->is_guarded = false;
    for (size_t i = batch->first; i < batch->next; i++) {
        batch->is_guarded = batch->is_guarded || batch->outcomes[i].fate == FATE_REJECTED;
        TRY(take_outcome(run, batch->piece_arena, &batch->items[i], &batch->outcomes[i]));
    }
    batch->first = batch->next;
    run->is_cache_unsure = was_dry;
    if (run->options->progress)
        run->options->progress(run->options->owner, "rows", run->counts.rows, run->rows_total);
    return done();
}

/* From the piece that is at the lane to the last row. */
static Result batch_complete(Batch *batch, WaitedPiece *waited)
{
    TRY(batch_settle(batch, lane_await(waited)));
    while (batch->first < batch->count) {
        Result handed = batch_hand_over(batch, &waited);
        if (!is_ok(handed))
            return not_taken(batch, handed);
        TRY(batch_settle(batch, lane_await(waited)));
    }
    return done();
}

/* While the lane writes and saves one batch, the next one is read. */
static Result batches_write(Batch *batches)
{
    size_t at = 0;
    bool has_row = true;
    TRY(batch_fill(&batches[at], &has_row));
    while (batches[at].count > 0) {
        WaitedPiece *waited;
        Batch *present = &batches[at];
        Batch *next = &batches[1 - at];
        Result handed = batch_hand_over(present, &waited);
        if (!is_ok(handed))
            return not_taken(present, handed);
        Result filled = batch_fill(next, &has_row);
        TRY(batch_complete(present, waited));
        TRY(filled);
        next->is_guarded = present->is_guarded;
        at = 1 - at;
    }
    return done();
}

static Result write_rows(Run *run)
{
    WITH_ARENA arena_a = arena_new();
    WITH_ARENA arena_b = arena_new();
    WITH_ARENA piece_arena = arena_new();
    Arena *arenas[] = {arena_a, arena_b};
    Batch *batches = ARENA_ARRAY(run->arena, Batch, 2);
    for (size_t i = 0; i < 2; i++) {
        batches[i].run = run;
        batches[i].arena = arenas[i];
        batches[i].piece_arena = piece_arena;
    }
    return batches_write(batches);
}

/* ---- the file ---- */

static void tell_unused(const Run *run, const Text *unused, size_t count)
{
    if (count == 0)
        return;
    fputs("columns that say nothing here:", run->options->err);
    for (size_t i = 0; i < count; i++)
        fprintf(run->options->err, "%s %.*s", i > 0 ? "," : "", TEXT_ARG(unused[i]));
    fputc('\n', run->options->err);
}

static void tell_missing(const Run *run)
{
    for (int role = 0; role < SAYS_COUNT; role++) {
        const ImportBinding *binding = import_map_role(&run->map, (ImportRole)role);
        if (run->missing[role] > 0 && binding)
            fprintf(run->options->err, "%lld rows name a %s that is not here, and went in without it\n",
                    (long long)run->missing[role], binding->target.name);
    }
    const Entity *entity = run->options->kind->entity;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (run->unclear[i] > 0)
            fprintf(
                run->options->err,
                "%lld rows have a word for the %s that is not known, and went in without it: --values %s:WORD=CODE\n",
                (long long)run->unclear[i], entity->fields[i].name, entity->fields[i].name);
    }
    if (run->reasons_told > REASONS_TOLD_MAX)
        fprintf(run->options->err, "… and %lld rows more\n", (long long)(run->reasons_told - REASONS_TOLD_MAX));
    if (run->counts.rejected > 0 && !run->rejects.is_silent)
        fprintf(run->options->err, "rejected rows are in %s\n", run->rejects.path);
}

static Result run_table(Run *run)
{
    Text *unused;
    size_t unused_count;
    WorkspaceSettings settings = workspace_settings(run->options->workspace);
    TRY(find_columns(run));
    TRY(import_map_make(run->arena, run->options->kind, &run->options->wishes, run->table, &settings, &run->map,
                        &unused, &unused_count));
    tell_unused(run, unused, unused_count);
    run->job = (ImportJob){&run->map, import_cache_new(run->arena)};
    run->last_rows = import_keys_new();
    run->occurrences = import_keys_new();
    Result result = learn(run);
    if (is_ok(result))
        result = write_rows(run);
    import_keys_free(run->last_rows);
    import_keys_free(run->occurrences);
    Result ended = import_reject_end(&run->rejects, run->arena);
    tell_missing(run);
    return is_ok(result) ? ended : result;
}

static Result open_input(Arena *arena, const ImportOptions *options, const char *path, int *out_fd)
{
    *out_fd = options->input_fd;
    if (strcmp(path, "-") == 0)
        return done();
    *out_fd = openat(options->folder_fd, path, O_RDONLY | O_CLOEXEC);
    if (*out_fd >= 0)
        return done();
    return failf(arena, errno == ENOENT ? FAULT_NOT_FOUND : FAULT_BROKEN, "%s cannot be opened: %s.", path,
                 strerror(errno));
}

Result import_file(Arena *arena, const ImportOptions *options, const char *path, ImportTouched *touched,
                   ImportCounts *io_counts)
{
    int input = -1;
    int fd = -1;
    Run *run = ARENA_NEW(arena, Run);
    run->options = options;
    run->arena = arena;
    run->touched = touched;
    TRY(open_input(arena, options, path, &input));
    Result result = import_spool(arena, input, &fd);
    if (is_ok(result))
        result = import_table_open(arena, fd, options->encoding, &run->table);
    run->rejects = (ImportRejects){.folder_fd = options->folder_fd,
                                   .path = import_reject_path(arena, path),
                                   .table = run->table,
                                   .is_silent = options->is_dry_run};
    if (is_ok(result))
        result = run_table(run);
    import_table_close(run->table);
    if (fd >= 0 && fd != input)
        close(fd);
    if (strcmp(path, "-") != 0)
        close(input);
    io_counts->rows += run->counts.rows;
    io_counts->created += run->counts.created;
    io_counts->updated += run->counts.updated;
    io_counts->unchanged += run->counts.unchanged;
    io_counts->rejected += run->counts.rejected;
    return result;
}
