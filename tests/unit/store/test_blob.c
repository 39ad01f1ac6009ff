#include "world.h"

#include "store/blob.h"

static char *pattern(Arena *arena, size_t length, unsigned seed)
{
    char *bytes = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1103515245 + 12345;
        bytes[i] = (char)(seed >> 16);
    }
    return bytes;
}

typedef struct Adding {
    Text bytes;
    int64_t id;
    char hex[SHA256_HEX_BYTES];
} Adding;

static Result add_apply(Work *work, void *context)
{
    Adding *adding = context;
    return blob_add(work, adding->bytes, &adding->id, adding->hex);
}

static void any_part_of_a_blob_can_be_read(void **state)
{
    World *world = *state;
    static const size_t sizes[] = {
        0, 1, 1000, BLOB_CHUNK_BYTES - 1, BLOB_CHUNK_BYTES, BLOB_CHUNK_BYTES + 1, 3 * BLOB_CHUNK_BYTES + 77};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Adding adding = {.bytes = {pattern(world->arena, sizes[i], (unsigned)i + 1), sizes[i]}};
        must(world_do(world, add_apply, &adding));
        Db *db;
        must(workspace_take_reader(world->workspace, &db));
        int64_t size;
        must(blob_size(db, adding.id, &size));
        assert_int_equal(size, sizes[i]);
        const int64_t length = (int64_t)sizes[i];
        const int64_t parts[][2] = {
            {0, length},     {0, INT64_MAX}, {1, length},     {length / 2, 300000},
            {length - 1, 1}, {length, 5},    {length + 9, 5}, {(int64_t)BLOB_CHUNK_BYTES - 1, 2},
            {-5, 3},         {2, -1}};
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++) {
            Text part;
            must(blob_read(db, world->arena, adding.id, parts[j][0], parts[j][1], &part));
            int64_t from = parts[j][0] < 0 ? 0 : parts[j][0] < length ? parts[j][0] : length;
            int64_t count = parts[j][1] < 0 ? 0 : parts[j][1] < length - from ? parts[j][1] : length - from;
            assert_true(text_equals(part, (Text){adding.bytes.data + from, (size_t)count}));
        }
        workspace_return_reader(world->workspace, db);
    }
}

static void a_blob_is_read_chunk_by_chunk_to_its_end(void **state)
{
    World *world = *state;
    size_t length = 2 * BLOB_CHUNK_BYTES + 5;
    Adding adding = {.bytes = {pattern(world->arena, length, 9), length}};
    must(world_do(world, add_apply, &adding));
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    size_t read = 0;
    for (int64_t n = 0;; n++) {
        Text chunk;
        must(blob_read_chunk(db, world->arena, adding.id, n, &chunk));
        if (chunk.length == 0)
            break;
        assert_memory_equal(chunk.data, adding.bytes.data + read, chunk.length);
        read += chunk.length;
    }
    assert_int_equal(read, length);
    Text none;
    must_fail(blob_read_chunk(db, world->arena, 999, 0, &none), FAULT_NOT_FOUND);
    workspace_return_reader(world->workspace, db);
}

static void equal_bytes_are_stored_once(void **state)
{
    World *world = *state;
    Adding first = {.bytes = TEXT("the same")};
    Adding second = {.bytes = TEXT("the same")};
    Adding other = {.bytes = TEXT("another")};
    must(world_do(world, add_apply, &first));
    must(world_do(world, add_apply, &second));
    must(world_do(world, add_apply, &other));
    assert_int_equal(first.id, second.id);
    assert_string_equal(first.hex, second.hex);
    assert_true(first.id != other.id);
    assert_int_equal(world_count(world, "blobs"), 2);
    assert_int_equal(world_count(world, "blob_chunks"), 2);
}

static void a_large_blob_goes_in_pieces_and_is_found_again(void **state)
{
    World *world = *state;
    size_t length = 20 * BLOB_CHUNK_BYTES + 1;
    Text bytes = {pattern(world->arena, length, 4), length};
    int64_t id;
    int64_t again;
    char hex[SHA256_HEX_BYTES];
    must(blob_store(world->workspace, &actor_system, bytes, &id, hex));
    must(blob_store(world->workspace, &actor_system, bytes, &again, hex));
    assert_int_equal(id, again);
    assert_int_equal(world_count(world, "blob_chunks"), 21);
    Db *db;
    Text read;
    must(workspace_take_reader(world->workspace, &db));
    must(blob_read(db, world->arena, id, 0, INT64_MAX, &read));
    assert_true(text_equals(read, bytes));
    workspace_return_reader(world->workspace, db);
    must(blob_store(world->workspace, &actor_system, TEXT(""), &id, hex));
}

static Result cut_short(Work *work, void *context)
{
    Adding *adding = context;
    TRY(db_run(work->db, DB_SQL("UPDATE blobs SET place = 'partial' WHERE id = $1"), DB_VALUES(db_int(adding->id)),
               NULL));
    return db_run(work->db, DB_SQL("DELETE FROM blob_chunks WHERE blob_id = $1 AND n > 0"),
                  DB_VALUES(db_int(adding->id)), NULL);
}

static void a_blob_whose_storing_was_cut_short_is_not_there_until_it_is_stored_again(void **state)
{
    World *world = *state;
    size_t length = 3 * BLOB_CHUNK_BYTES;
    Adding adding = {.bytes = {pattern(world->arena, length, 6), length}};
    must(world_do(world, add_apply, &adding));
    must(world_do(world, cut_short, &adding));
    Db *db;
    int64_t size;
    Text read;
    must(workspace_take_reader(world->workspace, &db));
    must_fail(blob_size(db, adding.id, &size), FAULT_NOT_FOUND);
    must_fail(blob_read(db, world->arena, adding.id, 0, 10, &read), FAULT_NOT_FOUND);
    int64_t id;
    char hex[SHA256_HEX_BYTES];
    must(blob_store(world->workspace, &actor_system, adding.bytes, &id, hex));
    assert_int_equal(id, adding.id);
    must(blob_read(db, world->arena, id, 0, INT64_MAX, &read));
    assert_true(text_equals(read, adding.bytes));
    workspace_return_reader(world->workspace, db);
}

static Result chunk_lose(Work *work, void *context)
{
    Adding *adding = context;
    return db_run(work->db, DB_SQL("DELETE FROM blob_chunks WHERE blob_id = $1 AND n = 1"),
                  DB_VALUES(db_int(adding->id)), NULL);
}

static void a_missing_chunk_is_noticed(void **state)
{
    World *world = *state;
    size_t length = 3 * BLOB_CHUNK_BYTES;
    Adding adding = {.bytes = {pattern(world->arena, length, 7), length}};
    must(world_do(world, add_apply, &adding));
    must(world_do(world, chunk_lose, &adding));
    Db *db;
    Text read;
    must(workspace_take_reader(world->workspace, &db));
    must_fail(blob_read(db, world->arena, adding.id, 0, INT64_MAX, &read), FAULT_BROKEN);
    must_fail(blob_read(db, world->arena, adding.id, (int64_t)BLOB_CHUNK_BYTES, 5, &read), FAULT_BROKEN);
    must(blob_read(db, world->arena, adding.id, 0, 5, &read));
    workspace_return_reader(world->workspace, db);
}

typedef struct Sweeping {
    int64_t before_ms;
    int limit;
    int64_t removed;
} Sweeping;

static Result sweep_apply(Work *work, void *context)
{
    Sweeping *sweeping = context;
    return blob_sweep(work,
                      DB_SQL("SELECT b.id FROM blobs b WHERE b.created_at < $1 AND NOT EXISTS (SELECT 1 FROM settings s"
                             " WHERE s.version = b.id) ORDER BY b.id LIMIT $2"),
                      sweeping->before_ms, sweeping->limit, &sweeping->removed);
}

static Result refer_apply(Work *work, void *context)
{
    Adding *adding = context;
    return db_run(work->db, DB_SQL("INSERT INTO settings (key, value, version, updated_at) VALUES ('ref', '1', $1, 1)"),
                  DB_VALUES(db_int(adding->id)), NULL);
}

static Result age_apply(Work *work, void *context)
{
    (void)context;
    return db_run(work->db, DB_SQL("UPDATE blobs SET created_at = 1000"), DB_NO_VALUES, NULL);
}

static void the_sweep_takes_only_old_orphans(void **state)
{
    World *world = *state;
    Adding adding[4];
    for (int i = 0; i < 4; i++) {
        adding[i] = (Adding){.bytes = text_format(world->arena, "blob %d", i)};
        must(world_do(world, add_apply, &adding[i]));
    }
    Sweeping sweeping = {.before_ms = clock_now() - DAY_MS, .limit = 10};
    must(world_do(world, sweep_apply, &sweeping));
    assert_int_equal(sweeping.removed, 0); /* all are new */
    must(world_do(world, age_apply, NULL));
    must(world_do(world, refer_apply, &adding[1]));
    must(world_do(world, add_apply, &adding[2])); /* stored again: somebody is about to refer to it */
    sweeping.limit = 1;
    must(world_do(world, sweep_apply, &sweeping));
    assert_int_equal(sweeping.removed, 1);
    sweeping.limit = 10;
    must(world_do(world, sweep_apply, &sweeping));
    assert_int_equal(sweeping.removed, 1);
    assert_int_equal(world_count(world, "blobs"), 2);
    assert_int_equal(world_count(world, "blob_chunks"), 2);
}

int main(void)
{
    must(digest_setup());
    static const WorldTest tests[] = {
        WORLD_TEST(any_part_of_a_blob_can_be_read),
        WORLD_TEST(a_blob_is_read_chunk_by_chunk_to_its_end),
        WORLD_TEST(equal_bytes_are_stored_once),
        WORLD_TEST(a_large_blob_goes_in_pieces_and_is_found_again),
        WORLD_TEST(a_blob_whose_storing_was_cut_short_is_not_there_until_it_is_stored_again),
        WORLD_TEST(a_missing_chunk_is_noticed),
        WORLD_TEST(the_sweep_takes_only_old_orphans),
    };
    return world_run_all("store: blob", tests, sizeof tests / sizeof *tests);
}
