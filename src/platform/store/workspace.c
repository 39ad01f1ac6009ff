#include "store/workspace_own.h"

#include "store/migrate.h"
#include "store/owner.h"
#include "store/postgres_url.h"

#define WRITER_CACHE_KIB 16384
#define READER_CACHE_KIB 6144 /* the inner pages of all trees at a million tickets, times READERS_MAX at worst */
#define WRITERS_DEFAULT 4

static Result writer_open(Workspace *workspace, Db **out_db)
{
    if (workspace->engine == DB_POSTGRES)
        return postgres_open(&workspace->postgres, out_db);
    SqliteOptions options = {
        .path = workspace->file.path, .cache_kib = WRITER_CACHE_KIB, .mapped_bytes_max = workspace->mapped_bytes_max};
    return sqlite_open(&options, out_db);
}

static Result reader_open(void *owner, Db **out_db)
{
    Workspace *workspace = owner;
    if (workspace->engine == DB_POSTGRES)
        return postgres_open(&workspace->postgres, out_db);
    SqliteOptions options = {.path = workspace->file.path,
                             .is_reader = true,
                             .cache_kib = READER_CACHE_KIB,
                             .mapped_bytes_max = workspace->mapped_bytes_max};
    return sqlite_open(&options, out_db);
}

/* Finds the file or server and, on SQLite, becomes its owner. */
static Result place_take(Workspace *workspace, const WorkspaceOptions *options)
{
    Arena *arena = workspace->arena;
    if (workspace->engine == DB_POSTGRES) {
        TRY(postgres_url_read(arena, options->database, &workspace->postgres));
        workspace->postgres.makes_schema = !options->must_exist;
        return done();
    }
    TRY(sqlite_file_find(arena, options->database, !options->must_exist, &workspace->file));
    if (options->must_exist && !workspace->file.exists)
        return failf(arena, FAULT_NOT_FOUND, "There is no database %s.", workspace->file.path);
    TRY(owner_take(arena, workspace->file.path, &workspace->lock));
    return workspace->file.exists ? done() : sqlite_file_make(arena, &workspace->file);
}

static Result schema_prepare(Db *db, bool must_exist)
{
    bool is_ours = true;
    if (must_exist)
        TRY(migrate_is_ours(db, &is_ours));
    if (!is_ours)
        return fail(FAULT_NOT_FOUND, "The database exists, but it is not one of Lazo's.");
    return migrate(db, store_migrations, store_migration_count);
}

static Result lane_open(Workspace *workspace, const WorkspaceOptions *options)
{
    Db *db;
    TRY(writer_open(workspace, &db));
    Result result = schema_prepare(db, options->must_exist);
    if (!is_ok(result)) {
        result.why = arena_string(workspace->arena, result.why, strlen(result.why));
        db_close(db);
        return result;
    }
    int writers = options->writers > 0 ? options->writers : WRITERS_DEFAULT;
    if (workspace->engine == DB_SQLITE)
        writers = 1;
    else if (writers > LANE_WRITERS_MAX)
        writers = LANE_WRITERS_MAX;
    return lane_start(workspace->arena, workspace, writer_open, db, writers, &workspace->lane);
}

static Result everything_open(Workspace *workspace, const WorkspaceOptions *options)
{
    TRY(place_take(workspace, options));
    workspace->pool = pool_start(workspace->arena, reader_open, workspace);
    TRY(lane_open(workspace, options));
    return workspace_reload_settings(workspace);
}

/* `why` outlives the workspace that could not be opened: until the thread's next one. */
static Result opening_failed(Workspace *workspace, Result result)
{
    static _Thread_local char why[DB_WHY_BYTES];
    size_t length = strlen(result.why);
    length = length < sizeof why ? length : sizeof why - 1;
    memcpy(why, result.why, length);
    why[length] = '\0';
    workspace_close(workspace);
    return fail(result.fault, why);
}

Result workspace_open(const WorkspaceOptions *options, Workspace **out_workspace)
{
    Arena *arena = arena_new();
    Workspace *workspace = ARENA_NEW(arena, Workspace);
    bool is_postgres = text_starts_with(options->database, TEXT("postgresql://")) ||
                       text_starts_with(options->database, TEXT("postgres://"));
    *workspace = (Workspace){.arena = arena,
                             .engine = is_postgres ? DB_POSTGRES : DB_SQLITE,
                             .database = text_copy(arena, options->database),
                             .lock = -1,
                             .mapped_bytes_max = options->mapped_bytes_max};
    pthread_rwlock_init(&workspace->settings_lock, NULL);
    pthread_mutex_init(&workspace->calendar_mutex, NULL);
    Result result = everything_open(workspace, options);
    if (!is_ok(result))
        return opening_failed(workspace, result);
    *out_workspace = workspace;
    return done();
}

void workspace_close(Workspace *workspace)
{
    if (!workspace)
        return;
    if (workspace->lane)
        lane_stop(workspace->lane);
    for (int slot = SLOT_COUNT - 1; slot >= 0; slot--)
        if (workspace->slots[slot].free_slot)
            workspace->slots[slot].free_slot(workspace->slots[slot].value);
    if (workspace->pool)
        pool_end(workspace->pool);
    owner_release(workspace->lock);
    pthread_rwlock_destroy(&workspace->settings_lock);
    pthread_mutex_destroy(&workspace->calendar_mutex);
    arena_free(workspace->arena);
}

DbEngine workspace_engine(const Workspace *workspace)
{
    return workspace->engine;
}

Lane *workspace_lane(Workspace *workspace)
{
    return workspace->lane;
}

Text workspace_folder(const Workspace *workspace)
{
    return workspace->engine == DB_SQLITE ? text_of(workspace->file.folder) : TEXT_NONE;
}

void workspace_set_public_url(Workspace *workspace, Text url)
{
    while (url.length > 0 && url.data[url.length - 1] == '/')
        url.length--;
    workspace->public_url = text_copy(workspace->arena, url);
}

Text workspace_public_url(const Workspace *workspace)
{
    return workspace->public_url;
}

Text workspace_database(const Workspace *workspace)
{
    return workspace->database;
}

bool workspace_is_owned(Text database)
{
    WITH_ARENA arena = arena_new();
    SqliteFile file;
    if (!is_ok(sqlite_file_find(arena, database, false, &file)))
        return false;
    return owner_exists(arena, file.path);
}

Result workspace_take_reader(Workspace *workspace, Db **out_db)
{
    return pool_take(workspace->pool, out_db);
}

const char *workspace_place(const Workspace *workspace)
{
    return workspace->engine == DB_SQLITE ? workspace->file.path : workspace->postgres.schema;
}

void workspace_return_reader(Workspace *workspace, Db *db)
{
    pool_return(workspace->pool, db);
}

void workspace_set_slot(Workspace *workspace, WorkspaceSlot slot, void *value, void (*free_slot)(void *value))
{
    void (*free_former)(void *value) = workspace->slots[slot].free_slot;
    void *former = atomic_exchange(&workspace->slots[slot].value, value);
    workspace->slots[slot].free_slot = free_slot;
    if (free_former)
        free_former(former);
}

void *workspace_slot(Workspace *workspace, WorkspaceSlot slot)
{
    return atomic_load(&workspace->slots[slot].value);
}
