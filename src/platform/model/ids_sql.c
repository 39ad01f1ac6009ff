/* Statements over the rows of some ids: what a page's lists and references are loaded with. */
#include "model/filter.h"
#include "model/plan.h"

static const size_t sizes[] = {1, 10, 50, 200, 500}; /* the first IDS_SIZES_KEPT are kept as texts */
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static size_t size_index(size_t count)
{
    size_t i = 0;
    while (i < SIZES && count > sizes[i])
        i++;
    return i;
}

static char *statement_text(Arena *arena, const IdsSql *sql, size_t count)
{
    size_t head = strlen(sql->head), tail = strlen(sql->tail);
    Buffer out = buffer_new(arena, 262144);
    buffer_reserve(&out, head + tail + 5 * count + 1);
    buffer_add(&out, sql->head, head);
    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&out, i > 0 ? ",$" : "$");
        buffer_add_int(&out, (int64_t)(sql->before + i + 1));
    }
    buffer_add(&out, sql->tail, tail);
    return out.data;
}

void ids_sql_make(Arena *arena, const char *head, const char *tail, size_t before, IdsSql *out_sql)
{
    *out_sql = (IdsSql){.head = head, .tail = tail, .before = before};
    for (size_t i = 0; i < IDS_SIZES_KEPT; i++)
        out_sql->kept[i] = statement_text(arena, out_sql, sizes[i]);
}

Result ids_query(Work *work, const IdsSql *sql, DbValue before, const int64_t *ids, size_t count, DbCursor *out_cursor)
{
    size_t index = size_index(count);
    size_t padded = index < SIZES ? sizes[index] : count;
    DbValue *values = arena_alloc_plain(work->arena, (sql->before + padded) * sizeof(DbValue));
    if (sql->before > 0)
        values[0] = before;
    for (size_t i = 0; i < padded; i++)
        values[sql->before + i] = db_int(ids[i < count ? i : count - 1]);
    DbSql text = index < IDS_SIZES_KEPT ? (DbSql){sql->kept[index], true}
                                        : db_made_sql(statement_text(work->arena, sql, padded));
    return db_query(work->db, text, values, sql->before + padded, out_cursor);
}

void sql_bind_ids(SqlBuilder *builder, Buffer *out, const int64_t *ids, size_t count)
{
    size_t index = size_index(count);
    size_t padded = index < SIZES ? sizes[index] : count;
    for (size_t i = 0; i < padded; i++) {
        if (i > 0)
            buffer_add_byte(out, ',');
        sql_bind(builder, out, db_int(ids[i < count ? i : count - 1]));
    }
}
