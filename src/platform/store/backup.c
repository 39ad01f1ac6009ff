#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "store/workspace_own.h"

/* Makes the copy and its content durable under its working name. */
static Result copy_make(Workspace *workspace, Arena *arena, const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failf(arena, FAULT_BROKEN, "The file %s cannot be made: %s.", path, strerror(errno));
    Db *db;
    Result result = workspace_take_reader(workspace, &db);
    if (is_ok(result)) {
        result = sqlite_backup(db, path);
        if (!is_ok(result))
            result = failf(arena, result.fault, "%s", result.why);
        workspace_return_reader(workspace, db);
    }
    if (is_ok(result) && fsync(fd) != 0)
        result = failf(arena, FAULT_BROKEN, "The copy cannot be saved durably: %s.", strerror(errno));
    close(fd);
    return result;
}

Result workspace_backup(Workspace *workspace, Arena *arena, Text path)
{
    if (workspace->engine == DB_POSTGRES)
        return fail(FAULT_INVALID, "A PostgreSQL workspace is copied by PostgreSQL's own pg_dump --schema.");
    SqliteFile file;
    Text database = text_format(arena, "sqlite:%.*s", TEXT_ARG(path));
    if (path.length >= PATH_MAX - 64)
        return fail(FAULT_INVALID, "The path is too long.");
    TRY(sqlite_file_find(arena, database, false, &file));
    if (file.exists)
        return failf(arena, FAULT_CONFLICT, "%s exists already.", file.path);
    const char *working = arena_printf(arena, "%s.%ld.part", file.path, (long)getpid());
    Result result = copy_make(workspace, arena, working);
    /* A link, unlike a renaming, never takes the place of a file that came meanwhile. */
    if (is_ok(result) && link(working, file.path) != 0)
        result = failf(arena, errno == EEXIST ? FAULT_CONFLICT : FAULT_BROKEN, "The copy cannot be named %s: %s.",
                       file.path, strerror(errno));
    if (unlink(working) != 0 && is_ok(result))
        result = failf(arena, FAULT_BROKEN, "The working copy %s cannot be removed: %s.", working, strerror(errno));
    return is_ok(result) ? folder_sync(arena, file.folder) : result;
}
