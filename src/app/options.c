#include "app/options.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum Shared {
    SHARED_DATA,
    SHARED_DATABASE,
    SHARED_CLOCK,
    SHARED_LOG_LEVEL,
    SHARED_LOG_FORMAT,
    SHARED_CONF,
    SHARED_LISTEN,
    SHARED_LMTP,
    SHARED_PUBLIC_URL,
    SHARED_RATE_LIMIT,
    SHARED_COUNT,
} Shared;

static const struct {
    const char *name; /* of the option and, with "_", of the line in lazo.conf */
    const char *variable;
    bool is_option; /* else left to the command */
} shared[SHARED_COUNT] = {
    [SHARED_DATA] = {"data", "LAZO_DATA", true},
    [SHARED_DATABASE] = {"database", "LAZO_DATABASE", true},
    [SHARED_CLOCK] = {"clock", "LAZO_CLOCK", true},
    [SHARED_LOG_LEVEL] = {"log-level", "LAZO_LOG_LEVEL", true},
    [SHARED_LOG_FORMAT] = {"log-format", "LAZO_LOG_FORMAT", true},
    [SHARED_CONF] = {"conf", "LAZO_CONF", true},
    [SHARED_LISTEN] = {"listen", "LAZO_LISTEN", false},
    [SHARED_LMTP] = {"lmtp", "LAZO_LMTP", false},
    [SHARED_PUBLIC_URL] = {"public-url", "LAZO_PUBLIC_URL", true},
    [SHARED_RATE_LIMIT] = {"rate-limit", "LAZO_RATE_LIMIT", true},
};

static bool is_shared_option(Text word, Shared *out_which, Text *out_value)
{
    for (int i = 0; i < SHARED_COUNT; i++) {
        Text name = text_of(shared[i].name);
        if (!shared[i].is_option || !text_starts_with(word, TEXT("--")) ||
            !text_starts_with(text_slice(word, 2, word.length), name))
            continue;
        Text rest = text_slice(word, 2 + name.length, word.length);
        if (rest.length > 0 && rest.data[0] != '=')
            continue;
        *out_which = (Shared)i;
        *out_value = rest.length > 0 ? text_slice(rest, 1, rest.length) : TEXT_NONE;
        return true;
    }
    return false;
}

#define CONF_BYTES_MAX 65536

static void conf_line(Arena *arena, Text line, Text *values)
{
    line = text_trim(line);
    size_t equals = text_find_byte(line, '=', 0);
    if (line.length == 0 || line.data[0] == '#' || equals == SIZE_MAX)
        return;
    Text name = text_trim(text_slice(line, 0, equals));
    char *dashed = arena_string(arena, name.data, name.length);
    for (char *at = dashed; *at != '\0'; at++)
        *at = *at == '_' ? '-' : *at;
    for (int i = 0; i < SHARED_COUNT; i++) {
        if (strcmp(dashed, shared[i].name) == 0 && values[i].data == NULL)
            values[i] = text_copy(arena, text_trim(text_slice(line, equals + 1, line.length)));
    }
}

static Result conf_read(Arena *arena, const char *path, bool must_exist, Text *values)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return must_exist ? failf(arena, FAULT_INVALID, "%s cannot be read.", path) : done();
    char *bytes = arena_alloc(arena, CONF_BYTES_MAX);
    Text rest = {bytes, fread(bytes, 1, CONF_BYTES_MAX, file)};
    (void)fclose(file);
    Text line;
    while (text_next_line(&rest, &line))
        conf_line(arena, line, values);
    return done();
}

static Result levels_read(Arena *arena, const Text *values, AppOptions *out)
{
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    out->log_level = LOG_INFO;
    Text level = values[SHARED_LOG_LEVEL];
    bool is_known = level.data == NULL;
    for (int i = 0; i < 4; i++) {
        if (text_is(level, levels[i])) {
            out->log_level = (LogLevel)i;
            is_known = true;
        }
    }
    if (!is_known)
        return failf(arena, FAULT_INVALID, "--log-level is debug, info, warn or error, not '%.*s'", TEXT_ARG(level));
    Text format = values[SHARED_LOG_FORMAT];
    if (format.data && !text_is(format, "logfmt") && !text_is(format, "json"))
        return failf(arena, FAULT_INVALID, "--log-format is logfmt or json, not '%.*s'", TEXT_ARG(format));
    out->log_is_json = text_is(format, "json");
    Text limit = values[SHARED_RATE_LIMIT];
    out->requests_per_minute = 60000;
    if (limit.data && (!text_to_int(limit, &out->requests_per_minute) || out->requests_per_minute < 1 ||
                       out->requests_per_minute > 1000000000))
        return failf(arena, FAULT_INVALID, "--rate-limit is a number of requests a minute, not '%.*s'",
                     TEXT_ARG(limit));
    bool is_day;
    if (values[SHARED_CLOCK].data) {
        if (!is_ok(time_read(values[SHARED_CLOCK], &out->clock_at, &is_day)))
            return failf(arena, FAULT_INVALID, "--clock takes a time such as 2026-01-05T09:00:00Z, not '%.*s'",
                         TEXT_ARG(values[SHARED_CLOCK]));
        out->has_clock = true;
    }
    return done();
}

static Result words_read(Arena *arena, int argc, char **argv, Text *values, char **words, int *out_word_count)
{
    bool ended = false;
    for (int i = 0; i < argc; i++) {
        Shared which;
        Text value;
        ended = ended || strcmp(argv[i], "--") == 0;
        if (ended || !is_shared_option(text_of(argv[i]), &which, &value)) {
            words[(*out_word_count)++] = argv[i];
            continue;
        }
        if (value.data == NULL) {
            if (i + 1 >= argc)
                return failf(arena, FAULT_INVALID, "--%s needs a value", shared[which].name);
            value = text_of(argv[++i]);
        }
        values[which] = value;
    }
    return done();
}

Result app_options_read(Arena *arena, int argc, char **argv, AppOptions *out_options, char **words, int *out_word_count)
{
    Text values[SHARED_COUNT] = {{0}};
    *out_options = (AppOptions){0};
    *out_word_count = 0;
    TRY(words_read(arena, argc, argv, values, words, out_word_count));
    for (int i = 0; i < SHARED_COUNT; i++) {
        const char *variable = getenv(shared[i].variable);
        if (values[i].data == NULL && variable && *variable != '\0')
            values[i] = text_of(variable);
    }
    Text data = values[SHARED_DATA].data ? values[SHARED_DATA] : TEXT("data");
    if (values[SHARED_CONF].data)
        TRY(conf_read(arena, text_string(arena, values[SHARED_CONF]), true, values));
    else
        TRY(conf_read(arena, arena_printf(arena, "%.*s/lazo.conf", TEXT_ARG(data)), false, values));
    out_options->data = values[SHARED_DATA].data ? values[SHARED_DATA] : data;
    out_options->database = values[SHARED_DATABASE];
    if (out_options->database.data == NULL)
        out_options->database = text_format(arena, "sqlite:%.*s/lazo.db", TEXT_ARG(out_options->data));
    out_options->listen = values[SHARED_LISTEN];
    out_options->lmtp = values[SHARED_LMTP];
    out_options->public_url = values[SHARED_PUBLIC_URL];
    return levels_read(arena, values, out_options);
}

Text app_database_folder(Arena *arena, Text database)
{
    if (!text_starts_with(database, TEXT("sqlite:")))
        return TEXT_NONE;
    Text path = text_slice(database, 7, database.length);
    size_t slash = SIZE_MAX;
    for (size_t i = 0; i < path.length; i++) {
        if (path.data[i] == '/')
            slash = i;
    }
    if (slash == SIZE_MAX)
        return TEXT(".");
    return slash == 0 ? TEXT("/") : text_copy(arena, text_slice(path, 0, slash));
}
