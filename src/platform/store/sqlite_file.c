#include "store/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "sqlite:"

Result folder_sync(Arena *arena, const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failf(arena, FAULT_BROKEN, "The folder %s cannot be opened: %s.", folder, strerror(errno));
    int status = fsync(fd);
    close(fd);
    if (status != 0)
        return failf(arena, FAULT_BROKEN, "The folder %s cannot be saved durably.", folder);
    return done();
}

/* The path without its last part. */
static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_string(arena, path, (size_t)(slash - path));
}

/* Makes each missing folder of the path and syncs the folder that it is in. */
static Result folders_make(Arena *arena, const char *folder)
{
    size_t length = strlen(folder);
    for (size_t at = 1; at <= length; at++) {
        if (folder[at] != '/' && folder[at] != '\0')
            continue;
        const char *part = arena_string(arena, folder, at);
        if (mkdir(part, 0700) == 0)
            TRY(folder_sync(arena, folder_of(arena, part)));
        else if (errno != EEXIST)
            return failf(arena, FAULT_BROKEN, "The folder %s cannot be made: %s.", part, strerror(errno));
    }
    return done();
}

Result sqlite_file_find(Arena *arena, Text database, bool makes_folder, SqliteFile *out_file)
{
    if (!text_starts_with(database, TEXT(PREFIX)) || database.length == strlen(PREFIX) || database.length >= PATH_MAX ||
        memchr(database.data, '\0', database.length))
        return fail(FAULT_INVALID, "The database must be sqlite:PATH or postgresql://….");
    const char *path = text_string(arena, text_slice(database, strlen(PREFIX), database.length));
    char resolved[PATH_MAX];
    if (realpath(path, resolved)) {
        struct stat status;
        if (stat(resolved, &status) != 0 || !S_ISREG(status.st_mode))
            return failf(arena, FAULT_INVALID, "%s is not a file.", path);
        const char *whole = arena_string(arena, resolved, strlen(resolved));
        *out_file = (SqliteFile){.path = whole, .folder = folder_of(arena, whole), .exists = true};
        return done();
    }
    const char *folder = folder_of(arena, path);
    if (makes_folder)
        TRY(folders_make(arena, folder));
    if (!realpath(folder, resolved))
        return failf(arena, FAULT_NOT_FOUND, "There is no folder %s.", folder);
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (*name == '\0')
        return failf(arena, FAULT_INVALID, "%s is not a file.", path);
    *out_file = (SqliteFile){.path = arena_printf(arena, "%s/%s", strcmp(resolved, "/") == 0 ? "" : resolved, name),
                             .folder = arena_string(arena, resolved, strlen(resolved))};
    return done();
}

Result sqlite_file_make(Arena *arena, const SqliteFile *file)
{
    int fd = open(file->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return done();
    if (fd < 0)
        return failf(arena, FAULT_BROKEN, "The file %s cannot be made: %s.", file->path, strerror(errno));
    close(fd);
    return folder_sync(arena, file->folder);
}
