#include "import/import_reject.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LINE_BYTES_MAX (CSV_ROW_BYTES_MAX * 4)

const char *import_reject_path(Arena *arena, const char *path)
{
    return strcmp(path, "-") == 0 ? "lazo.rejected.csv" : arena_printf(arena, "%s.rejected.csv", path);
}

static void write_line(ImportRejects *rejects, Arena *arena, const Text *cells, size_t count, const char *last)
{
    Buffer line = buffer_new(arena, LINE_BYTES_MAX);
    char separator = import_table_separator(rejects->table);
    for (size_t i = 0; i < count; i++) {
        csv_write_cell(&line, cells[i], separator);
        buffer_add_byte(&line, separator);
    }
    csv_write_cell(&line, text_of(last), separator);
    buffer_add_byte(&line, '\n');
    (void)fwrite(line.data, 1, line.length, rejects->file); /* import_reject_end asks whether all was written */
}

static Result begin(ImportRejects *rejects, Arena *arena)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int fd = openat(rejects->folder_fd, rejects->path, flags, 0600);
    const char *slash = strrchr(rejects->path, '/');
    if (fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM) && slash) {
        rejects->path = slash + 1; /* the file's own folder is not ours to write: the caller's */
        fd = openat(rejects->folder_fd, rejects->path, flags, 0600);
    }
    rejects->file = fd < 0 ? NULL : fdopen(fd, "w");
    if (rejects->file == NULL) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        return failf(arena, FAULT_BROKEN, "%s cannot be written: %s.", rejects->path, strerror(error));
    }
    size_t columns = import_table_columns(rejects->table);
    Text *names = ARENA_ARRAY(arena, Text, columns + 1);
    for (size_t i = 0; i < columns; i++)
        names[i] = import_table_column(rejects->table, i);
    write_line(rejects, arena, names, columns, "reason");
    return done();
}

Result import_reject_add(ImportRejects *rejects, Arena *arena, const ImportRow *row, const char *why)
{
    if (rejects->is_silent)
        return done();
    if (rejects->file == NULL)
        TRY(begin(rejects, arena));
    size_t columns = import_table_columns(rejects->table);
    size_t count = row->count > columns ? row->count : columns;
    Text *cells = ARENA_ARRAY(arena, Text, count + 1);
    for (size_t i = 0; i < count; i++)
        cells[i] = i < row->count ? row->cells[i] : TEXT_NONE;
    write_line(rejects, arena, cells, count, why);
    return done();
}

Result import_reject_end(ImportRejects *rejects, Arena *arena)
{
    if (rejects->is_silent)
        return done();
    if (rejects->file == NULL) {
        (void)unlinkat(rejects->folder_fd, rejects->path, 0);
        return done();
    }
    bool is_good = ferror(rejects->file) == 0;
    is_good = fclose(rejects->file) == 0 && is_good;
    rejects->file = NULL;
    return is_good ? done() : failf(arena, FAULT_BROKEN, "%s could not be written whole.", rejects->path);
}
