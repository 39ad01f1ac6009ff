#include "import/import_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/import_table_own.h"

#define COPY_BYTES ((size_t)64 << 10)
#define BOM_BYTES 3

/* ---- files ---- */

static ssize_t read_some(int fd, char *bytes, size_t count)
{
    ssize_t got;
    do
        got = read(fd, bytes, count);
    while (got < 0 && errno == EINTR);
    return got;
}

static Result nameless_file(Arena *arena, int *out_fd)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(arena, "%s/lazo-import-XXXXXX", folder && folder[0] ? folder : "/tmp");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return failf(arena, FAULT_BROKEN, "No temporary file can be made in %s: %s.", folder ? folder : "/tmp",
                     strerror(errno));
    (void)unlink(path);
    *out_fd = fd;
    return done();
}

static Result write_whole(Arena *arena, int fd, Text bytes)
{
    while (bytes.length > 0) {
        ssize_t wrote = write(fd, bytes.data, bytes.length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return failf(arena, FAULT_BROKEN, "The temporary copy cannot be written: %s.", strerror(errno));
        bytes = text_slice(bytes, (size_t)wrote, bytes.length);
    }
    return done();
}

static Result unreadable(Arena *arena)
{
    return failf(arena, FAULT_BROKEN, "The file cannot be read: %s.", strerror(errno));
}

static Result copy_bytes(Arena *arena, int from, int to)
{
    char *bytes = arena_alloc(arena, COPY_BYTES);
    for (;;) {
        ssize_t got = read_some(from, bytes, COPY_BYTES);
        if (got < 0)
            return unreadable(arena);
        if (got == 0)
            return done();
        TRY(write_whole(arena, to, (Text){bytes, (size_t)got}));
    }
}

Result import_spool(Arena *arena, int fd, int *out_fd)
{
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode))
        return fail(FAULT_INVALID, "This is a folder.");
    if (S_ISREG(info.st_mode) && lseek(fd, 0, SEEK_SET) == 0) {
        *out_fd = fd;
        return done();
    }
    int copy = -1;
    TRY(nameless_file(arena, &copy));
    Result result = copy_bytes(arena, fd, copy);
    if (!is_ok(result)) {
        close(copy);
        return result;
    }
    *out_fd = copy;
    return done();
}

/* A file in UTF-16 or UTF-32, whose line ends are no single bytes, becomes a copy in UTF-8. */
static Result copy_wide(ImportTable *table, const char *charset)
{
    WITH_ARENA arena = arena_new();
    TRY(nameless_file(table->arena, &table->owned_fd));
    char *bytes = arena_alloc(arena, COPY_BYTES);
    ArenaMark mark = arena_mark(arena);
    size_t kept = 0;
    bool is_little = strstr(charset, "LE") != NULL;
    for (;;) {
        ssize_t got = read_some(table->fd, bytes + kept, COPY_BYTES - kept);
        if (got < 0)
            return unreadable(table->arena);
        size_t have = kept + (size_t)got;
        size_t whole = got == 0 ? have : have & ~(size_t)3;
        /* The first half of a surrogate pair waits for the second. */
        if (got > 0 && strstr(charset, "16") && whole >= 2) {
            unsigned char high = (unsigned char)bytes[is_little ? whole - 1 : whole - 2];
            whole -= high >= 0xd8 && high <= 0xdb ? 2 : 0;
        }
        if (whole > 0) {
            Text text;
            size_t bad;
            TRY(text_from_charset(arena, (Text){bytes, whole}, charset, &text, &bad));
            TRY(write_whole(table->arena, table->owned_fd, text));
            arena_rewind(arena, mark);
        }
        kept = have - whole;
        memmove(bytes, bytes + whole, kept);
        if (got == 0)
            break;
    }
    table->fd = table->owned_fd;
    return done();
}

/* ---- the window ---- */

Result table_fill(ImportTable *table)
{
    memmove(table->window, table->window + table->begin, table->end - table->begin);
    table->end -= table->begin;
    table->begin = 0;
    size_t room = WINDOW_BYTES_MAX - table->end;
    size_t wanted = room < WINDOW_BYTES ? room : WINDOW_BYTES;
    while (wanted > 0 && !table->is_last) {
        ssize_t got = read_some(table->fd, table->window + table->end, wanted);
        if (got < 0)
            return unreadable(table->arena);
        table->end += (size_t)got;
        wanted -= (size_t)got;
        table->is_last = got == 0;
    }
    return done();
}

static Result table_seek(ImportTable *table, int64_t offset)
{
    if (lseek(table->fd, (off_t)offset, SEEK_SET) < 0)
        return unreadable(table->arena);
    table->begin = table->end = 0;
    table->is_last = table->list_began = table->list_ended = false;
    table->row_number = 0;
    return done();
}

Result import_table_rewind(ImportTable *table)
{
    return table_seek(table, table->body_begin);
}

/* ---- separated rows ---- */

/* A row whose bytes are no UTF-8 was written by a program that knows only its own encoding. */
static Result read_encoded(ImportTable *table, Arena *arena, CsvRow *row)
{
    Text bytes = text_slice(table_window(table), 0, row->used);
    size_t used = row->used;
    Text text;
    size_t bad;
    if (table->encoding == NULL && text_is_utf8(bytes))
        return done();
    TRY(text_from_charset(arena, bytes, table->encoding ? table->encoding : "windows-1252", &text, &bad));
    bool was_row = row->why == NULL;
    if (!was_row)
        row->cells[0] = text_make_utf8(arena, row->cells[0]);
    else if (csv_read_row(arena, text, true, table->separator, row) != CSV_ROW)
        row->why = row->why ? row->why : "This is no row.";
    row->used = used;
    return done();
}

static Result next_separated(ImportTable *table, Arena *arena, CsvRow *row, bool *out_has_row)
{
    for (;;) {
        CsvStep step = csv_read_row(arena, table_window(table), table->is_last, table->separator, row);
        if (step == CSV_MORE) {
            size_t had = table->end - table->begin;
            TRY(table_fill(table));
            /* A full window without a row: what it holds is all that this row may have. */
            if (table->end == had && !table->is_last)
                return fail(FAULT_INVALID, "A row is longer than 1 MiB.");
            continue;
        }
        *out_has_row = step != CSV_END;
        if (step == CSV_END)
            return done();
        return read_encoded(table, arena, row);
    }
}

static bool is_blank(const CsvRow *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (!text_is_empty(text_trim(row->cells[i])))
            return false;
    }
    return true;
}

static const char *row_shape(ImportTable *table, Arena *arena, const CsvRow *row)
{
    if (row->why)
        return row->why;
    for (size_t i = table->column_count; i < row->count; i++) {
        if (!text_is_empty(text_trim(row->cells[i])))
            return arena_printf(arena, "The row has %zu cells, and the header %zu.", row->count, table->column_count);
    }
    return NULL;
}

static Result next_csv(ImportTable *table, Arena *arena, ImportRow *out_row, bool *out_has_row)
{
    Text *cells = ARENA_ARRAY(arena, Text, table->column_count + 1);
    CsvRow row = {.cells = table->cells};
    do {
        TRY(next_separated(table, arena, &row, out_has_row));
        if (!*out_has_row)
            return done();
        if (is_blank(&row))
            table->begin += row.used;
    } while (is_blank(&row));
    const char *why = row_shape(table, arena, &row);
    size_t count = row.count < table->column_count || why == NULL ? table->column_count : row.count;
    if (count > table->column_count)
        cells = ARENA_ARRAY(arena, Text, count + 1);
    for (size_t i = 0; i < count; i++)
        cells[i] = i < row.count ? text_copy(arena, text_trim(row.cells[i])) : TEXT_NONE;
    table->begin += row.used;
    *out_row = (ImportRow){cells, count, ++table->row_number, why};
    return done();
}

Result import_table_next(ImportTable *table, Arena *arena, ImportRow *out_row, bool *out_has_row)
{
    if (table->format == TABLE_CSV)
        return next_csv(table, arena, out_row, out_has_row);
    return table_next_json(table, arena, out_row, out_has_row);
}

/* ---- opening ---- */

/* A cell may begin with what makes it a formula in a spreadsheet; names of columns are only looked at. */
static Result read_header(ImportTable *table)
{
    CsvRow row = {.cells = table->cells};
    bool has_row = false;
    /* "sep=;", which Excel writes for itself. */
    Text window = table_window(table);
    if (text_starts_with_ascii_case(window, TEXT("sep=")) && window.length > 5 && window.data[4] != '\0' &&
        strchr(",;\t|:^~", window.data[4]) && (window.data[5] == '\r' || window.data[5] == '\n')) {
        table->separator = window.data[4];
        table->begin += window.data[5] == '\r' && window.length > 6 && window.data[6] == '\n' ? 7 : 6;
    } else {
        WITH_ARENA arena = arena_new();
        table->separator = csv_guess_separator(arena, text_slice(window, 0, WINDOW_BYTES), table->is_last);
    }
    do {
        TRY(next_separated(table, table->arena, &row, &has_row));
        if (!has_row)
            return fail(FAULT_INVALID, "The file is empty: it needs a first row with the columns' names.");
        for (size_t i = 0; i < row.count; i++)
            table->columns[i] = text_copy(table->arena, text_trim(row.cells[i]));
        table->begin += row.used;
    } while (is_blank(&row));
    table->column_count = row.count;
    return row.why ? fail(FAULT_INVALID, row.why) : done();
}

static TableFormat format_of(Text window)
{
    window = text_trim(window);
    if (window.length > 0 && window.data[0] == '{')
        return TABLE_JSON_LINES;
    if (window.length > 0 && window.data[0] == '[' &&
        (text_trim(text_slice(window, 1, window.length)).length == 0 ||
         strchr("{]", text_trim(text_slice(window, 1, window.length)).data[0])))
        return TABLE_JSON_LIST;
    return TABLE_CSV;
}

static bool is_wide(const char *charset)
{
    return strstr(charset, "16") != NULL || strstr(charset, "32") != NULL;
}

static Result choose_encoding(ImportTable *table, Text encoding)
{
    size_t bom = 0;
    if (text_is_empty(encoding)) {
        const char *guess = text_guess_charset(text_slice(table_window(table), 0, 4096), &bom);
        if (is_wide(guess)) {
            TRY(table_seek(table, (int64_t)bom));
            TRY(copy_wide(table, guess));
            TRY(table_seek(table, 0));
            return table_fill(table);
        }
    } else {
        Text probe;
        size_t bad;
        table->encoding = text_string(table->arena, encoding);
        TRY(text_from_charset(table->arena, TEXT("a"), table->encoding, &probe, &bad));
        if (text_starts_with_ascii_case(encoding, TEXT("utf-16")) ||
            text_starts_with_ascii_case(encoding, TEXT("utf-32"))) {
            TRY(table_seek(table, 0));
            TRY(copy_wide(table, table->encoding));
            table->encoding = NULL;
            TRY(table_seek(table, 0));
            TRY(table_fill(table));
        }
    }
    if (text_starts_with(table_window(table), TEXT("\xef\xbb\xbf")))
        table->begin = BOM_BYTES;
    return done();
}

Result import_table_open(Arena *arena, int fd, Text encoding, ImportTable **out_table)
{
    ImportTable *table = ARENA_NEW(arena, ImportTable);
    *table = (ImportTable){.arena = arena, .fd = fd, .owned_fd = -1};
    table->window = arena_alloc(arena, WINDOW_BYTES_MAX);
    *out_table = table;
    TRY(table_seek(table, 0));
    TRY(table_fill(table));
    TRY(choose_encoding(table, encoding));
    table->format = format_of(table_window(table));
    if (table->format == TABLE_CSV)
        TRY(read_header(table));
    off_t read_until = lseek(table->fd, 0, SEEK_CUR);
    table->body_begin = (int64_t)read_until - (int64_t)(table->end - table->begin);
    return done();
}

void import_table_close(ImportTable *table)
{
    if (table && table->owned_fd >= 0)
        close(table->owned_fd);
}

size_t import_table_columns(const ImportTable *table)
{
    return table->column_count;
}

Text import_table_column(const ImportTable *table, size_t index)
{
    return table->columns[index];
}

bool import_table_is_json(const ImportTable *table)
{
    return table->format != TABLE_CSV;
}

char import_table_separator(const ImportTable *table)
{
    return table->format == TABLE_CSV ? table->separator : ',';
}
