#include "world.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/pool.h"

static void a_file_has_one_owner(void **state)
{
    World *world = *state;
    WorkspaceOptions options = {.database = world->database};
    Workspace *second;
    assert_true(workspace_is_owned(world->database));
    Result result = workspace_open(&options, &second);
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, arena_printf(world->arena, "in use by process %ld", (long)getpid())));
    /* Another way to the same file. */
    assert_int_equal(symlink("data", arena_printf(world->arena, "%s/link", world->folder)), 0);
    options.database = text_format(world->arena, "sqlite:%s/link/../data/./lazo.db", world->folder);
    assert_true(workspace_is_owned(options.database));
    must_fail(workspace_open(&options, &second), FAULT_CONFLICT);
    world_close(world);
    assert_false(workspace_is_owned(world->database));
    world_open(world);
}

static void an_owner_that_was_killed_leaves_no_lock(void **state)
{
    World *world = *state;
    world_close(world);
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        world_open(world);
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    WorkspaceOptions options = {.database = world->database};
    Workspace *second;
    Result result = workspace_open(&options, &second);
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, arena_printf(world->arena, "process %ld", (long)child)));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_false(workspace_is_owned(world->database));
    world_open(world);
}

static void files_are_for_their_owner_alone(void **state)
{
    World *world = *state;
    struct stat status;
    const char *folder = arena_printf(world->arena, "%s/data", world->folder);
    assert_int_equal(stat(folder, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    static const char *const names[] = {"lazo.db", "lazo.db-wal", "lazo.db-shm", "lazo.db.lock"};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(stat(arena_printf(world->arena, "%s/%s", folder, names[i]), &status), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
    }
    assert_text(workspace_folder(world->workspace), folder);
    assert_true(text_equals(workspace_database(world->workspace), world->database));
}

static void strange_paths_are_paths_and_not_addresses(void **state)
{
    World *world = *state;
    static const char *const names[] = {"file:x?mode=memory", "a b%20c", "año.db", "-x", ":memory:"};
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(world->folder), 0);
    for (int i = 0; i < 5; i++) {
        WorkspaceOptions options = {.database = text_format(world->arena, "sqlite:%s", names[i])};
        Workspace *workspace;
        must(workspace_open(&options, &workspace));
        workspace_close(workspace);
        assert_int_equal(access(names[i], F_OK), 0);
    }
    assert_int_equal(chdir(here), 0);
}

static void what_is_no_database_is_refused_with_a_sentence(void **state)
{
    World *world = *state;
    static const struct {
        const char *database;
        Fault fault;
        bool must_exist;
    } cases[] = {
        {"", FAULT_INVALID, false},
        {"sqlite:", FAULT_INVALID, false},
        {"mysql://x", FAULT_INVALID, false},
        {"lazo.db", FAULT_INVALID, false},
        {"sqlite:/nowhere/at/all/x.db", FAULT_NOT_FOUND, true},
        {"sqlite:/tmp", FAULT_INVALID, false},
        {"sqlite:/proc/self/nope/x.db", FAULT_BROKEN, false},
        {"postgresql://nobody@127.0.0.1:1/x", FAULT_BROKEN, false},
        {"postgresql://nobody@127.0.0.1:1/x?schema=a\"b", FAULT_INVALID, false},
        {"postgresql://nobody@127.0.0.1:1/x?schema=", FAULT_INVALID, false},
        {"postgresql://nobody@127.0.0.1:1/x?schema=pg_catalog", FAULT_INVALID, false},
        {"postgresql://nobody@127.0.0.1:1/x?nonsense=1", FAULT_INVALID, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WorkspaceOptions options = {.database = text_of(cases[i].database), .must_exist = cases[i].must_exist};
        Workspace *workspace;
        must_fail(workspace_open(&options, &workspace), cases[i].fault);
    }
    const char *path = arena_printf(world->arena, "%s/notes.txt", world->folder);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 200; i++)
        fputs("This is no database but a text of some length.\n", file);
    assert_int_equal(fclose(file), 0);
    WorkspaceOptions options = {.database = text_format(world->arena, "sqlite:%s", path)};
    Workspace *workspace;
    must_fail(workspace_open(&options, &workspace), FAULT_BROKEN);
    must_fail(workspace_open(&options, &workspace), FAULT_BROKEN); /* and the lock was given back */
}

static void what_must_exist_is_not_made(void **state)
{
    World *world = *state;
    WorkspaceOptions options = {.must_exist = true};
    options.database = world->engine == DB_SQLITE ? text_format(world->arena, "sqlite:%s/none.db", world->folder)
                                                  : text_format(world->arena, "%.*s_none", TEXT_ARG(world->database));
    Workspace *workspace;
    must_fail(workspace_open(&options, &workspace), FAULT_NOT_FOUND);
    must_fail(workspace_open(&options, &workspace), FAULT_NOT_FOUND);
    world_close(world);
    options.database = world->database;
    must(workspace_open(&options, &world->workspace));
}

static Result settings_write(Work *work, void *context)
{
    const char *const *pairs = context;
    for (int i = 0; pairs[i]; i += 2)
        TRY(db_run(work->db,
                   DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, 0)"
                          " ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
                   DB_VALUES(db_string(pairs[i]), db_string(pairs[i + 1])), NULL));
    return done();
}

static void settings_are_read_again_when_asked(void **state)
{
    World *world = *state;
    WorkspaceSettings settings = workspace_settings(world->workspace);
    assert_string_equal(settings.base_currency, "USD");
    assert_string_equal(settings.language, "es");
    assert_string_equal(settings.name, "Lazo");
    assert_text(zone_name(settings.zone), "UTC");
    static const char *good[] = {
        "base_currency",        "\"COP\"", "language", "\"pt\"", "time_zone", "\"America/Bogota\"", "name",
        "\"Café \\\"Sol\\\"\"", NULL};
    must(world_do(world, settings_write, good));
    must(workspace_reload_settings(world->workspace));
    settings = workspace_settings(world->workspace);
    assert_string_equal(settings.base_currency, "COP");
    assert_string_equal(settings.language, "pt");
    assert_string_equal(settings.name, "Café \"Sol\"");
    assert_text(zone_name(settings.zone), "America/Bogota");
    static const char *bad[] = {"base_currency", "\"far too long\"", "language", "7", "time_zone", "\"Nowhere/At all\"",
                                "name",          "not json",         NULL};
    must(world_do(world, settings_write, bad));
    must(workspace_reload_settings(world->workspace));
    settings = workspace_settings(world->workspace);
    assert_string_equal(settings.base_currency, "USD");
    assert_string_equal(settings.language, "es");
    assert_string_equal(settings.name, "Lazo");
    assert_text(zone_name(settings.zone), "UTC");
}

static void *return_soon(void *owner)
{
    void **both = owner;
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    workspace_return_reader(both[0], both[1]);
    return NULL;
}

static void readers_are_bounded_and_waited_for(void **state)
{
    World *world = *state;
    Db *readers[READERS_MAX];
    for (int i = 0; i < READERS_MAX; i++)
        must(workspace_take_reader(world->workspace, &readers[i]));
    pthread_t thread;
    void *both[] = {world->workspace, readers[0]};
    assert_int_equal(pthread_create(&thread, NULL, return_soon, both), 0);
    Db *again;
    must(workspace_take_reader(world->workspace, &again)); /* waits for the one that comes back */
    assert_true(again == readers[0]);
    pthread_join(thread, NULL);
    if (world->engine == DB_SQLITE) { /* 5 s */
        Db *late;
        must_fail(workspace_take_reader(world->workspace, &late), FAULT_BUSY);
    }
    for (int i = 0; i < READERS_MAX; i++)
        workspace_return_reader(world->workspace, readers[i]);
}

static void a_reader_comes_back_clean(void **state)
{
    World *world = *state;
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    must(db_begin_read(db));
    workspace_return_reader(world->workspace, db);
    Db *again;
    must(workspace_take_reader(world->workspace, &again));
    assert_true(again == db);
    assert_false(db_in_transaction(again));
    workspace_return_reader(world->workspace, again);
}

static void field_faults_are_collected_up_to_a_bound(void **state)
{
    World *world = *state;
    Work work;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    for (int i = 0; i < FIELD_FAULTS_MAX + 10; i++)
        must_fail(work_fault(&work, text_format(world->arena, "/lines/%d", i), "required", "Line %d is missing.", i),
                  FAULT_INVALID);
    assert_int_equal(work.field_fault_count, FIELD_FAULTS_MAX);
    assert_text(work.field_faults->pointer, "/lines/0");
    assert_text(work.field_faults->next->detail, "Line 1 is missing.");
    assert_text(work.last_field_fault->pointer, "/lines/49");
    assert_null(work.last_field_fault->next);
    work_end_read(&work);
}

static int slots_freed;
static void slot_free(void *value)
{
    assert_int_equal(*(int *)value, slots_freed == 0 ? SLOT_APP : SLOT_MODEL);
    slots_freed++;
}

static void slots_are_freed_from_the_highest_floor_down(void **state)
{
    World *world = *state;
    static int values[] = {SLOT_MODEL, SLOT_APP};
    slots_freed = 0;
    workspace_set_slot(world->workspace, SLOT_MODEL, &values[0], slot_free);
    workspace_set_slot(world->workspace, SLOT_APP, &values[1], slot_free);
    assert_true(workspace_slot(world->workspace, SLOT_APP) == &values[1]);
    assert_null(workspace_slot(world->workspace, SLOT_HTTP));
    world_close(world);
    assert_int_equal(slots_freed, 2);
}

static Result many_tags(Work *work, void *context)
{
    const int *from = context;
    for (int i = *from; i < *from + 500; i++)
        TRY(db_run(work->db, DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ($1, $1, 1, 1)"),
                   DB_VALUES(db_text(text_format(work->arena, "tag %d", i))), NULL));
    return done();
}

static void *tags_main(void *owner)
{
    for (int from = 500; from < 5000; from += 500)
        must(world_do(owner, many_tags, &from));
    return NULL;
}

static void found(void *owner, Text finding)
{
    (void)finding;
    ++*(int *)owner;
}

static void a_backup_while_writing_is_whole_and_opens_elsewhere(void **state)
{
    World *world = *state;
    int from = 0;
    must(world_do(world, many_tags, &from));
    Text path = text_format(world->arena, "%s/copy.db", world->folder);
    if (world->engine == DB_POSTGRES) {
        must_fail(workspace_backup(world->workspace, world->arena, path), FAULT_INVALID);
        return;
    }
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, tags_main, world), 0);
    Arena *arena = arena_new();
    must(workspace_backup(world->workspace, arena, path));
    must_fail(workspace_backup(world->workspace, arena, path), FAULT_CONFLICT);
    must_fail(workspace_backup(world->workspace, arena, TEXT("/nowhere/at/all/copy.db")), FAULT_NOT_FOUND);
    pthread_join(thread, NULL);
    arena_free(arena);
    World copy = {.engine = DB_SQLITE,
                  .arena = world->arena,
                  .database = text_format(world->arena, "sqlite:%.*s", TEXT_ARG(path))};
    world_open(&copy);
    int64_t count = world_count(&copy, "tags");
    assert_true(count >= 500 && count <= 5000 && count % 500 == 0);
    int findings = 0;
    must(workspace_check(copy.workspace, found, &findings));
    assert_int_equal(findings, 0);
    world_close(&copy);
    struct stat status;
    assert_int_equal(stat(text_string(world->arena, path), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void flipped_bits_are_found(void **state)
{
    World *world = *state;
    int findings = 0;
    int from = 0;
    must(world_do(world, many_tags, &from));
    must(workspace_check(world->workspace, found, &findings));
    assert_int_equal(findings, 0);
    if (world->engine == DB_POSTGRES)
        return;
    world_close(world);
    FILE *file = fopen(arena_printf(world->arena, "%s/data/lazo.db", world->folder), "r+");
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long pages = ftell(file) / 4096;
    for (long page = 3; page < pages; page++) {
        assert_int_equal(fseek(file, page * 4096 + 2, SEEK_SET), 0);
        fputs("\xFF\xFF\xFF\xFF", file);
    }
    assert_int_equal(fclose(file), 0);
    WorkspaceOptions options = {.database = world->database};
    Result result = workspace_open(&options, &world->workspace);
    if (!is_ok(result)) { /* found at once */
        must_fail(result, FAULT_BROKEN);
        return;
    }
    must(workspace_check(world->workspace, found, &findings));
    assert_true(findings > 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST_SQLITE(a_file_has_one_owner),
        WORLD_TEST_SQLITE(an_owner_that_was_killed_leaves_no_lock),
        WORLD_TEST_SQLITE(files_are_for_their_owner_alone),
        WORLD_TEST_SQLITE(strange_paths_are_paths_and_not_addresses),
        WORLD_TEST_SQLITE(what_is_no_database_is_refused_with_a_sentence),
        WORLD_TEST(what_must_exist_is_not_made),
        WORLD_TEST(settings_are_read_again_when_asked),
        WORLD_TEST(readers_are_bounded_and_waited_for),
        WORLD_TEST(a_reader_comes_back_clean),
        WORLD_TEST(field_faults_are_collected_up_to_a_bound),
        WORLD_TEST(slots_are_freed_from_the_highest_floor_down),
        WORLD_TEST(a_backup_while_writing_is_whole_and_opens_elsewhere),
        WORLD_TEST(flipped_bits_are_found),
    };
    return world_run_all("store: workspace", tests, sizeof tests / sizeof *tests);
}
