#include "store/node_line.h"

#include <stdio.h>

#include "store/postgres_db.h"
#include "store/workspace_own.h"

struct NodeLine {
    PostgresDb *postgres; /* owns the memory */
};

/* Notices go to a whole database: the name keeps one workspace's apart from those of another schema. */
#define CHANNEL_SQL "'lazo_' || md5(current_schema())"

static Result listen_begin(Db *db)
{
    char sql[80];
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(db, DB_SQL("SELECT " CHANNEL_SQL), DB_NO_VALUES, &cursor));
    TRY(db_next(&cursor, &has_row));
    Text channel = has_row ? db_column_text(&cursor, 0) : TEXT_NONE;
    snprintf(sql, sizeof sql, "SET synchronous_commit TO off; LISTEN %.*s", TEXT_ARG(text_cut(channel, 40)));
    db_close_cursor(&cursor);
    return db_script(db, sql);
}

Result node_line_open(Workspace *workspace, NodeLine **out_line)
{
    Db *db;
    TRY(postgres_open(&workspace->postgres, &db));
    Result begun = listen_begin(db);
    if (!is_ok(begun)) {
        db_close(db);
        return fail(begun.fault, "The nodes' line could not be opened.");
    }
    NodeLine *line = ARENA_NEW(db->arena, NodeLine);
    line->postgres = (PostgresDb *)db;
    *out_line = line;
    return done();
}

void node_line_close(NodeLine *line)
{
    if (line)
        db_close(&line->postgres->db);
}

int node_line_fd(const NodeLine *line)
{
    return PQsocket(line->postgres->connection);
}

Result node_line_say(NodeLine *line, Text words)
{
    if (words.length > NODE_LINE_BYTES_MAX)
        return fail(FAULT_LIMIT, "This is too long for the nodes' line.");
    return db_run(&line->postgres->db, DB_SQL("SELECT pg_notify(" CHANNEL_SQL ", $1)"), DB_VALUES(db_text(words)),
                  NULL);
}

Result node_line_hear(NodeLine *line, Arena *arena, bool *out_has_words, Text *out_words)
{
    PGconn *connection = line->postgres->connection;
    *out_has_words = false;
    if (PQconsumeInput(connection) != 1 || PQstatus(connection) != CONNECTION_OK)
        return fail(FAULT_BUSY, "The nodes' line was lost.");
    PGnotify *notice = PQnotifies(connection);
    if (!notice)
        return done();
    *out_words = text_copy(arena, text_of(notice->extra));
    *out_has_words = true;
    PQfreemem(notice);
    return done();
}
