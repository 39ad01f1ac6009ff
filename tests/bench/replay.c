/* The ceiling: what record.c wrote down, run again with nothing around it but SQLite: statements prepared once, values
 * bound, rows stepped and their columns read, one commit a group.
 *   replay write DATABASE RECORD PIECES_A_GROUP   once from beginning to end, WAL, synchronous=FULL
 *   replay read DATABASE RECORD SECONDS           the reads of the record over and over; what goes before the first of
 *                                                 them that has more than one statement is left out
 * Prints one JSON object. DATABASE must stand as it stood when the record began: ids come out as they did then. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/clock.h"
#include "store/sqlite_db.h"

#define STATEMENTS_MAX 512
#define VALUES_MAX 4096
#define TIMES_MAX 1000000
#define CHECKPOINT_PAGES 4000 /* as the write lane under load */

typedef struct Bare {
    Arena *arena;
    sqlite3 *handle;
    const char *at, *end;
    const char *sql[STATEMENTS_MAX];
    sqlite3_stmt *statements[STATEMENTS_MAX];
    size_t count;
    int64_t statements_run, rows;
    size_t bytes_read;
    int log_pages;
} Bare;

static _Noreturn void give_up(Bare *bare, const char *what)
{
    fprintf(stderr, "replay: %s: %s\n", what, bare->handle ? sqlite3_errmsg(bare->handle) : strerror(errno));
    exit(1);
}

static void need(Bare *bare, int code, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        give_up(bare, what);
}

static void run_plain(Bare *bare, const char *sql)
{
    need(bare, sqlite3_exec(bare->handle, sql, NULL, NULL, NULL), sql);
}

static void record_load(Bare *bare, const char *path)
{
    struct stat status;
    FILE *in = fopen(path, "re");
    if (in == NULL || fstat(fileno(in), &status) != 0 || (size_t)status.st_size > ARENA_BYTES_MAX)
        give_up(bare, path);
    char *bytes = arena_alloc(bare->arena, (size_t)status.st_size);
    if (fread(bytes, 1, (size_t)status.st_size, in) != (size_t)status.st_size)
        give_up(bare, path);
    (void)fclose(in);
    bare->at = bytes;
    bare->end = bytes + status.st_size;
}

static int log_measure(void *owner, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((Bare *)owner)->log_pages = pages;
    return SQLITE_OK;
}

static void database_open(Bare *bare, const char *path, bool is_reader)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    need(bare, sqlite3_open_v2(path, &bare->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), path);
    sqlite_add_functions(bare->handle);
    run_plain(bare, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                    "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;");
    run_plain(bare, is_reader ? "PRAGMA cache_size = -4096; PRAGMA query_only = ON" : "PRAGMA cache_size = -16384");
    sqlite3_wal_hook(bare->handle, log_measure, bare);
}

static uint32_t take_size(Bare *bare)
{
    uint32_t size;
    memcpy(&size, bare->at, sizeof(size));
    bare->at += sizeof(size);
    return size;
}

static Text take_text(Bare *bare)
{
    size_t length = take_size(bare);
    Text text = {bare->at, length};
    bare->at += length;
    return text;
}

/* Prepared once; done while the record is read, not while it is run. */
static sqlite3_stmt *statement_for(Bare *bare, Text sql)
{
    static size_t guess; /* statements come in the same order again and again */
    for (size_t i = 0; i < bare->count; i++) {
        size_t n = (guess + i) % bare->count;
        if (strlen(bare->sql[n]) == sql.length && memcmp(bare->sql[n], sql.data, sql.length) == 0) {
            guess = n + 1;
            return bare->statements[n];
        }
    }
    if (bare->count == STATEMENTS_MAX)
        give_up(bare, "too many different statements");
    size_t n = bare->count++;
    bare->sql[n] = arena_string(bare->arena, sql.data, sql.length);
    need(bare,
         sqlite3_prepare_v3(bare->handle, bare->sql[n], -1, SQLITE_PREPARE_PERSISTENT, &bare->statements[n], NULL),
         bare->sql[n]);
    return bare->statements[n];
}

typedef struct Call {
    char kind; /* P, C, S */
    sqlite3_stmt *statement;
    DbValue *values; /* as bound: by the statement's own numbers */
    int count;
} Call;

static DbValue take_value(Bare *bare)
{
    DbValue value = {.is_null = true};
    char letter = *bare->at++;
    if (letter == 'N')
        return value;
    value.is_null = false;
    value.type = letter == 'I'   ? DB_TYPE_INT
                 : letter == 'R' ? DB_TYPE_REAL
                 : letter == 'T' ? DB_TYPE_TEXT
                                 : DB_TYPE_BYTES;
    if (letter == 'I' || letter == 'R') {
        memcpy(&value.integer, bare->at, sizeof(value.integer));
        bare->at += sizeof(value.integer);
    } else {
        value.text = take_text(bare);
    }
    return value;
}

/* $n as SQLite numbered them: by first appearance. */
static void values_place(Bare *bare, Call *call, const DbValue *given, size_t count)
{
    call->count = sqlite3_bind_parameter_count(call->statement);
    call->values = ARENA_ARRAY(bare->arena, DbValue, (size_t)call->count + 1);
    for (int i = 0; i < call->count; i++) {
        const char *name = sqlite3_bind_parameter_name(call->statement, i + 1);
        size_t number = name ? strtoul(name + 1, NULL, 10) : 0;
        if (number == 0 || number > count)
            give_up(bare, "a statement wants a value that was not recorded");
        call->values[i] = given[number - 1];
    }
}

/* All calls of the record, ready to run. */
static size_t calls_read(Bare *bare, Call **out_calls)
{
    static DbValue given[VALUES_MAX];
    size_t count = 0, room = 1024;
    Call *calls = ARENA_ARRAY(bare->arena, Call, room);
    while (bare->at < bare->end) {
        if (count == room) {
            Call *more = ARENA_ARRAY(bare->arena, Call, room * 2);
            memcpy(more, calls, room * sizeof(Call));
            calls = more;
            room *= 2;
        }
        Call *call = &calls[count++];
        call->kind = *bare->at++;
        if (call->kind != 'S')
            continue;
        call->statement = statement_for(bare, take_text(bare));
        size_t values = take_size(bare);
        if (values > VALUES_MAX)
            give_up(bare, "too many values");
        for (size_t i = 0; i < values; i++)
            given[i] = take_value(bare);
        values_place(bare, call, given, values);
    }
    *out_calls = calls;
    return count;
}

static int bind_value(sqlite3_stmt *statement, int at, const DbValue *value)
{
    if (value->is_null)
        return sqlite3_bind_null(statement, at);
    const char *data = value->text.length > 0 ? value->text.data : "";
    switch (value->type) {
    case DB_TYPE_INT: return sqlite3_bind_int64(statement, at, value->integer);
    case DB_TYPE_REAL: return sqlite3_bind_double(statement, at, value->real);
    case DB_TYPE_TEXT: return sqlite3_bind_text64(statement, at, data, value->text.length, SQLITE_STATIC, SQLITE_UTF8);
    case DB_TYPE_BYTES: return sqlite3_bind_blob64(statement, at, data, value->text.length, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static void row_read(Bare *bare, sqlite3_stmt *statement)
{
    int columns = sqlite3_data_count(statement);
    for (int i = 0; i < columns; i++) {
        int type = sqlite3_column_type(statement, i);
        if (type == SQLITE_INTEGER)
            bare->bytes_read += (size_t)sqlite3_column_int64(statement, i) & 1;
        else if (type == SQLITE_TEXT && sqlite3_column_text(statement, i))
            bare->bytes_read += (size_t)sqlite3_column_bytes(statement, i);
    }
    bare->rows++;
}

static void call_run(Bare *bare, const Call *call)
{
    for (int i = 0; i < call->count; i++)
        need(bare, bind_value(call->statement, i + 1, &call->values[i]), "bind");
    int code;
    while ((code = sqlite3_step(call->statement)) == SQLITE_ROW)
        row_read(bare, call->statement);
    need(bare, code, sqlite3_sql(call->statement));
    sqlite3_reset(call->statement);
    bare->statements_run++;
}

static void group_end(Bare *bare)
{
    run_plain(bare, "COMMIT");
    if (bare->log_pages >= CHECKPOINT_PAGES)
        need(bare, sqlite3_wal_checkpoint_v2(bare->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL), "checkpoint");
}

/* Statements that end a recorded group (full-text rows) stay with their group. */
static void replay_write(Bare *bare, int64_t pieces_a_group)
{
    Call *calls;
    size_t count = calls_read(bare, &calls);
    int64_t pieces = 0, groups = 0, in_group = 0;
    bool may_end = false;
    int64_t began_us = clock_monotonic_us();
    run_plain(bare, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < count; i++) {
        if (calls[i].kind == 'S')
            call_run(bare, &calls[i]);
        if (calls[i].kind == 'C')
            may_end = true;
        if (calls[i].kind != 'P')
            continue;
        if (in_group >= pieces_a_group && may_end) {
            group_end(bare);
            run_plain(bare, "BEGIN IMMEDIATE");
            groups++;
            in_group = 0;
        }
        may_end = false;
        pieces++;
        in_group++;
    }
    group_end(bare);
    double seconds = (double)(clock_monotonic_us() - began_us) / 1e6;
    printf("{\"pieces\": %lld, \"groups\": %lld, \"statements\": %lld, \"rows_read\": %lld, \"seconds\": %.6f}\n",
           (long long)pieces, (long long)groups + 1, (long long)bare->statements_run, (long long)bare->rows, seconds);
}

static int time_compare(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

/* Where the next read begins after `at`; reads of one statement are the program's own looking about. */
static size_t read_next(const Call *calls, size_t count, size_t at, size_t *out_end)
{
    for (size_t i = at; i < count; i = *out_end) {
        *out_end = i + 1;
        while (*out_end < count && calls[*out_end].kind == 'S')
            (*out_end)++;
        if (*out_end - i > 2)
            return i;
    }
    return count;
}

static void read_run(Bare *bare, const Call *calls, size_t from, size_t end)
{
    run_plain(bare, "BEGIN");
    for (size_t i = from; i < end; i++)
        if (calls[i].kind == 'S')
            call_run(bare, &calls[i]);
    run_plain(bare, "COMMIT");
}

static void replay_read(Bare *bare, double seconds)
{
    static int32_t times[TIMES_MAX];
    Call *calls;
    size_t count = calls_read(bare, &calls), end = 0, runs = 0, from = read_next(calls, count, 0, &end);
    if (from == count)
        give_up(bare, "the record holds no read of more than one statement");
    int64_t began_us = clock_monotonic_us(), until_us = began_us + (int64_t)(seconds * 1e6), now_us = began_us;
    for (; now_us < until_us && runs < TIMES_MAX; runs++) {
        int64_t start_us = now_us;
        read_run(bare, calls, from, end);
        now_us = clock_monotonic_us();
        times[runs] = (int32_t)(now_us - start_us);
        from = read_next(calls, count, end, &end);
        if (from == count)
            from = read_next(calls, count, 0, &end);
    }
    qsort(times, runs, sizeof(times[0]), time_compare);
    printf("{\"runs\": %zu, \"statements\": %lld, \"rows\": %lld, \"median_us\": %d, \"seconds\": %.6f}\n", runs,
           (long long)bare->statements_run / (long long)runs, (long long)bare->rows / (long long)runs, times[runs / 2],
           (double)(now_us - began_us) / 1e6);
}

int main(int argc, char **argv)
{
    if (argc != 5 || (strcmp(argv[1], "write") != 0 && strcmp(argv[1], "read") != 0)) {
        fputs("usage: replay write DATABASE RECORD PIECES_A_GROUP | replay read DATABASE RECORD SECONDS\n", stderr);
        return 2;
    }
    bool is_reader = strcmp(argv[1], "read") == 0;
    Bare bare = {.arena = arena_new()};
    record_load(&bare, argv[3]);
    database_open(&bare, argv[2], is_reader);
    if (is_reader)
        replay_read(&bare, strtod(argv[4], NULL));
    else
        replay_write(&bare, strtoll(argv[4], NULL, 10));
    for (size_t i = 0; i < bare.count; i++)
        sqlite3_finalize(bare.statements[i]);
    sqlite3_close_v2(bare.handle);
    arena_free(bare.arena);
    return 0;
}
