#include "import/import_settle.h"

#include "commerce/commerce_totals.h"
#include "lifecycle/lifecycle.h"
#include "store/lane.h"

#define CHUNK_BITS ((int64_t)1 << 16)
#define WORD_BITS 64
/* Customers with few between them that were not touched are done in one statement. */
#define RANGE_IDS_MAX 64
#define GAP_IDS_MAX 4

struct ImportTouched {
    Arena *arena;
    uint64_t **chunks;
    size_t chunk_count;
    int64_t count;
};

ImportTouched *import_touched_new(void)
{
    Arena *arena = arena_new();
    ImportTouched *touched = ARENA_NEW(arena, ImportTouched);
    touched->arena = arena;
    return touched;
}

void import_touched_free(ImportTouched *touched)
{
    if (touched)
        arena_free(touched->arena);
}

static void chunks_grow(ImportTouched *touched, size_t wanted)
{
    size_t count = touched->chunk_count ? touched->chunk_count * 2 : 16;
    while (count <= wanted)
        count *= 2;
    uint64_t **chunks = ARENA_ARRAY(touched->arena, uint64_t *, count);
    if (touched->chunk_count)
        memcpy(chunks, touched->chunks, touched->chunk_count * sizeof(*chunks));
    touched->chunks = chunks;
    touched->chunk_count = count;
}

void import_touched_add(ImportTouched *touched, int64_t customer_id)
{
    if (customer_id <= 0)
        return;
    size_t chunk = (size_t)(customer_id / CHUNK_BITS);
    if (chunk >= touched->chunk_count)
        chunks_grow(touched, chunk);
    if (touched->chunks[chunk] == NULL)
        touched->chunks[chunk] = ARENA_ARRAY(touched->arena, uint64_t, CHUNK_BITS / WORD_BITS);
    uint64_t *word = &touched->chunks[chunk][customer_id % CHUNK_BITS / WORD_BITS];
    uint64_t bit = UINT64_C(1) << (customer_id % WORD_BITS);
    touched->count += (*word & bit) == 0;
    *word |= bit;
}

int64_t import_touched_count(const ImportTouched *touched)
{
    return touched->count;
}

int64_t import_touched_next(const ImportTouched *touched, int64_t id)
{
    for (size_t chunk = (size_t)(id / CHUNK_BITS); chunk < touched->chunk_count; chunk++) {
        int64_t first = (int64_t)chunk * CHUNK_BITS;
        for (int64_t at = id > first ? id : first; touched->chunks[chunk] && at < first + CHUNK_BITS;) {
            uint64_t word = touched->chunks[chunk][at % CHUNK_BITS / WORD_BITS] >> (at % WORD_BITS);
            if (word)
                return at + __builtin_ctzll(word);
            at += WORD_BITS - at % WORD_BITS;
        }
    }
    return 0;
}

/* [first, *out_end): touched ids with small gaps. */
static int64_t range_end(const ImportTouched *touched, int64_t first, int64_t *out_count)
{
    int64_t last = first;
    *out_count = 1;
    for (;;) {
        int64_t next = import_touched_next(touched, last + 1);
        if (next == 0 || next - last > GAP_IDS_MAX || next - first >= RANGE_IDS_MAX)
            return last + 1;
        last = next;
        ++*out_count;
    }
}

typedef struct Settling {
    const ImportTouched *touched;
    int64_t first; /* where this piece begins */
    int64_t next;  /* where the next one goes on; 0: at the end */
    int64_t done;
    int64_t done_before;
} Settling;

static Result settle_range(Work *work, int64_t first, int64_t end)
{
    /* Somebody is known since the first thing that is known of them. */
    TRY(db_run(work->db,
               DB_SQL("UPDATE customers SET created_at = (SELECT MIN(e.at) FROM events e WHERE e.customer_id = "
                      "customers.id) WHERE id >= $1 AND id < $2 AND created_at > (SELECT MIN(e.at) FROM events e WHERE "
                      "e.customer_id = customers.id)"),
               DB_VALUES(db_int(first), db_int(end)), NULL));
    TRY(commerce_recompute_range(work, first, end));
    return lifecycle_rebuild_range(work, first, end);
}

static Result settle_piece(Work *work, void *context)
{
    Settling *settling = context;
    int64_t began_us = clock_monotonic_us();
    settling->next = settling->first;
    settling->done = settling->done_before;
    do {
        int64_t count;
        int64_t end = range_end(settling->touched, settling->next, &count);
        TRY(settle_range(work, settling->next, end));
        settling->done += count;
        settling->next = import_touched_next(settling->touched, end);
    } while (settling->next != 0 && clock_monotonic_us() - began_us < IMPORT_PIECE_US);
    return done();
}

Result import_settle(Workspace *workspace, const Actor *actor, const ImportTouched *touched, ImportProgress progress,
                     void *owner)
{
    WITH_ARENA arena = arena_new();
    Settling settling = {.touched = touched, .first = import_touched_next(touched, 1)};
    while (settling.first != 0) {
        Result result = lane_do(workspace_lane(workspace), arena, actor, WORK_IMPORT, true, settle_piece, &settling);
        if (!is_ok(result))
            return fail(result.fault, "The totals of the customers could not be brought up to date; import again.");
        settling.first = settling.next;
        settling.done_before = settling.done;
        arena_reset(arena);
        if (progress)
            progress(owner, "customers", settling.done, touched->count);
    }
    return done();
}
