#include "store/postgres_url.h"

#include <libpq-fe.h>

#include "base/buffer.h"

#define SCHEMA_DEFAULT "lazo"
#define SCHEMA_BYTES_MAX 63
#define URL_BYTES_MAX 4096

static bool is_identifier(Text name)
{
    if (name.length == 0 || name.length > SCHEMA_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        bool is_digit = c >= '0' && c <= '9';
        if (!is_letter && !(i > 0 && (is_digit || c == '-')))
            return false;
    }
    return !text_starts_with(name, TEXT("pg_"));
}

/* Copies all parameters but the schema. */
static Text query_strip(Buffer *out, Text query)
{
    Text schema = TEXT(SCHEMA_DEFAULT);
    char separator = '?';
    Text part;
    while (text_next_part(&query, '&', &part)) {
        if (text_starts_with(part, TEXT("schema="))) {
            schema = text_slice(part, strlen("schema="), part.length);
        } else if (part.length > 0) {
            buffer_add_byte(out, separator);
            buffer_add_text(out, part);
            separator = '&';
        }
    }
    return schema;
}

Result postgres_url_read(Arena *arena, Text database, PostgresOptions *out_options)
{
    if (database.length > URL_BYTES_MAX || memchr(database.data, '\0', database.length))
        return fail(FAULT_INVALID, "The database's address is too long or holds a NUL.");
    size_t mark = text_find_byte(database, '?', 0);
    Buffer url = buffer_new(arena, URL_BYTES_MAX + 1);
    buffer_add_text(&url, text_slice(database, 0, mark));
    Text schema = query_strip(&url, mark == SIZE_MAX ? TEXT_NONE : text_slice(database, mark + 1, database.length));
    if (!is_identifier(schema))
        return fail(FAULT_INVALID,
                    "The schema must begin with a letter and hold only letters, digits, _ and -, at most 63.");
    char *says = NULL;
    PQconninfoOption *parsed = PQconninfoParse(url.data, &says);
    if (!parsed) {
        PQfreemem(says);
        return fail(FAULT_INVALID, "The database's address is no valid postgresql:// address.");
    }
    PQconninfoFree(parsed);
    *out_options = (PostgresOptions){.url = url.data, .schema = text_string(arena, schema)};
    return done();
}
