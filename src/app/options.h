/* Options that every command shares; options win over LAZO_* variables, which win over lazo.conf. */
#ifndef LAZO_APP_OPTIONS_H
#define LAZO_APP_OPTIONS_H

#include "base/log.h"
#include "store/workspace.h"

typedef struct AppOptions {
    Text data;     /* folder: --data, LAZO_DATA; default "data" */
    Text database; /* --database, LAZO_DATABASE; default sqlite:DATA/lazo.db */
    Text listen;   /* LAZO_LISTEN and the file; serve's own option wins */
    Text lmtp;     /* LAZO_LMTP and the file; serve's own option wins; empty: no LMTP */
    Text public_url;
    int64_t requests_per_minute; /* of one person, key or address: --rate-limit, LAZO_RATE_LIMIT; default 60,000 */
    bool has_clock;
    int64_t clock_at; /* --clock */
    LogLevel log_level;
    bool log_is_json;
} AppOptions;

/* Takes the shared options out of argv; the rest goes into `words` (room for argc + 1). FAULT_INVALID says what is wrong. */
MUST_CHECK Result app_options_read(Arena *arena, int argc, char **argv, AppOptions *out_options, char **words,
                                   int *out_word_count);
/* Folder of a SQLite database, where its lazo.sock is. */
Text app_database_folder(Arena *arena, Text database);

#endif
