/* SQL functions that both engines must have: lazo_fold (PostgreSQL gets it from a migration). */
#include "store/sqlite_db.h"

static void arena_destroy(void *arena)
{
    arena_free(arena);
}

/* lazo_fold(text): lower case without accents, as base/text.h folds. The function's own arena is reset at each call. */
static void fold(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    Arena *arena = sqlite3_user_data(context);
    arena_reset(arena);
    const char *data = (const char *)sqlite3_value_text(values[0]);
    Text folded = text_fold(arena, (Text){data, (size_t)sqlite3_value_bytes(values[0])});
    sqlite3_result_text(context, folded.data ? folded.data : "", (int)folded.length, SQLITE_TRANSIENT);
}

void sqlite_add_functions(sqlite3 *handle)
{
    sqlite3_create_function_v2(handle, "lazo_fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                               arena_new(), fold, NULL, NULL, arena_destroy);
}
