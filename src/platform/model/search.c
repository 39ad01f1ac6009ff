/* Documents in, ranked hits out. */
#include "model/search.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "model/plan.h"
#include "model/search_words.h"

typedef struct SearchItem {
    const Entity *entity;
    int64_t record_id;
    int64_t ticket_id;
    int64_t customer_id;
    Text text;
    bool is_removed;
    /* What its document's change means for the index; see search_write_group. */
    int64_t document_id; /* 0: nothing */
    Text dropped;        /* terms; empty: none */
    Text added;
    struct SearchItem *next;
} SearchItem;

typedef struct SearchQueue {
    SearchItem *first;
    SearchItem *last;
} SearchQueue;

static void queue_item(Work *work, SearchItem *item)
{
    if (work->searched == NULL)
        work->searched = ARENA_NEW(work->arena, SearchQueue);
    SearchQueue *queue = work->searched;
    if (queue->last)
        queue->last->next = item;
    else
        queue->first = item;
    queue->last = item;
}

void *search_queue_end(const Work *work)
{
    return work->searched ? work->searched->last : NULL;
}

void search_queue_cut(Work *work, void *end)
{
    if (work->searched == NULL)
        return;
    SearchItem *last = end;
    work->searched->last = last;
    if (last)
        last->next = NULL;
    else
        work->searched->first = NULL;
}

void search_put(Work *work, const Entity *entity, int64_t record_id, int64_t ticket_id, int64_t customer_id, Text text)
{
    SearchItem *item = ARENA_NEW(work->arena, SearchItem);
    *item = (SearchItem){.entity = entity,
                         .record_id = record_id,
                         .ticket_id = ticket_id,
                         .customer_id = customer_id,
                         .text = text_copy(work->arena, text_cut(text, SEARCH_TERMS_BYTES_MAX))};
    queue_item(work, item);
}

void search_remove(Work *work, const Entity *entity, int64_t record_id)
{
    SearchItem *item = ARENA_NEW(work->arena, SearchItem);
    *item = (SearchItem){.entity = entity, .record_id = record_id, .is_removed = true};
    queue_item(work, item);
}

/* A word of our own that no text has, so that an index of all entities can be asked for one. */
static Text entity_term(Arena *arena, const Entity *entity)
{
    Buffer term = buffer_new(arena, 100);
    buffer_add_string(&term, "zz");
    for (const char *at = entity->name; *at != '\0'; at++) {
        if (isalpha((unsigned char)*at))
            buffer_add_byte(&term, *at);
    }
    buffer_add_string(&term, "zz");
    return buffer_text(&term);
}

static Result index_add(Db *db, int64_t id, Text terms)
{
    if (db_engine(db) != DB_SQLITE)
        return done();
    return db_run(db, DB_SQL("INSERT INTO search_index (rowid, terms) VALUES ($1, $2)"),
                  DB_VALUES(db_int(id), db_text(terms)), NULL);
}

static Result index_drop(Db *db, int64_t id, Text terms)
{
    if (db_engine(db) != DB_SQLITE)
        return done();
    return db_run(db, DB_SQL("INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', $1, $2)"),
                  DB_VALUES(db_int(id), db_text(terms)), NULL);
}

/* The old words of a stored document go out of the index. */
static Result document_forget(Work *work, SearchItem *item)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id, terms FROM search_documents WHERE entity = $1 AND record_id = $2"),
                 DB_VALUES(db_string(item->entity->name), db_int(item->record_id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    item->document_id = db_column_int(&cursor, 0);
    item->dropped = text_copy(work->arena, db_column_text(&cursor, 1));
    return done();
}

static Result document_remove(Work *work, SearchItem *item)
{
    TRY(document_forget(work, item));
    if (item->document_id == 0)
        return done();
    return db_run(work->db, DB_SQL("DELETE FROM search_documents WHERE id = $1"), DB_VALUES(db_int(item->document_id)),
                  NULL);
}

static Result document_write(Work *work, SearchItem *item)
{
    const char *language = search_language(item->text, workspace_settings(work->workspace).language);
    Text words = search_terms(work->arena, item->text, language);
    item->added =
        text_format(work->arena, "%.*s %.*s", TEXT_ARG(entity_term(work->arena, item->entity)), TEXT_ARG(words));
    const DbValue values[] = {
        db_string(item->entity->name),
        db_int(item->record_id),
        db_int_if(item->ticket_id != 0, item->ticket_id),
        db_int_if(item->customer_id != 0, item->customer_id),
        db_string(language),
        db_text(item->added),
        db_int(work->now),
    };
    Result result = db_one_int(work->db,
                               DB_SQL("INSERT INTO search_documents (entity, record_id, ticket_id, customer_id, "
                                      "language, terms, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                                      "ON CONFLICT (entity, record_id) DO NOTHING RETURNING id"),
                               values, 7, &item->document_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    TRY(document_forget(work, item));
    return db_run(work->db,
                  DB_SQL("UPDATE search_documents SET ticket_id = $3, customer_id = $4, language = $5, terms = $6, "
                         "updated_at = $7 WHERE entity = $1 AND record_id = $2"),
                  values, 7, NULL);
}

static Result index_write(Work *work, const SearchItem *item)
{
    if (item->dropped.length > 0)
        TRY(index_drop(work->db, item->document_id, item->dropped));
    return item->added.length > 0 ? index_add(work->db, item->document_id, item->added) : done();
}

/* All documents first, then the index: it writes out what it holds whenever another statement begins within the
 * transaction, which is once this way instead of once a document. */
Result search_write_group(Work *const *works, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (SearchItem *item = works[i]->searched ? works[i]->searched->first : NULL; item; item = item->next)
            TRY(item->is_removed ? document_remove(works[i], item) : document_write(works[i], item));
    }
    for (size_t i = 0; i < count; i++) {
        for (SearchItem *item = works[i]->searched ? works[i]->searched->first : NULL; item; item = item->next)
            TRY(index_write(works[i], item));
        works[i]->searched = NULL;
    }
    return done();
}

/* ---- finding ---- */

#define QUERY_WORDS_MAX 12

typedef struct QueryWord {
    Text stems[4]; /* the folded word and its three stemmings */
    bool is_last;
} QueryWord;

static size_t query_words(Arena *arena, Text query, QueryWord *words)
{
    static const char *const languages[] = {"es", "en", "pt"};
    size_t count = 0;
    Text word;
    for (size_t at = 0; count < QUERY_WORDS_MAX && search_next_word(query, &at, &word);) {
        QueryWord *made = &words[count++];
        made->stems[0] = text_cut(text_fold(arena, word), 64);
        for (int i = 0; i < 3; i++)
            made->stems[i + 1] = search_stem(arena, word, languages[i]);
    }
    if (count > 0)
        words[count - 1].is_last = true;
    return count;
}

/* FTS5's and PostgreSQL's query languages differ in their signs alone; every word is quoted, so it is only a word. */
static Text match_text(Arena *arena, const QueryWord *words, size_t count, const Entity *const *entities,
                       size_t entity_count, bool is_sqlite)
{
    const char *quote = is_sqlite ? "\"" : "'";
    const char *any = is_sqlite ? " OR " : " | ";
    const char *all = is_sqlite ? " AND " : " & ";
    Buffer out = buffer_new(arena, 65536);
    buffer_add_byte(&out, '(');
    for (size_t i = 0; i < entity_count; i++)
        buffer_addf(&out, "%s%s%.*s%s", i ? any : "", quote, TEXT_ARG(entity_term(arena, entities[i])), quote);
    buffer_add_byte(&out, ')');
    for (size_t i = 0; i < count; i++) {
        buffer_addf(&out, "%s(", all);
        for (int k = 0; k < 4; k++)
            buffer_addf(&out, "%s%s%.*s%s", k ? any : "", quote, TEXT_ARG(words[i].stems[k]), quote);
        if (words[i].is_last && words[i].stems[0].length >= 2)
            buffer_addf(&out, is_sqlite ? "%s%s%.*s%s*" : "%s%s%.*s%s:*", any, quote, TEXT_ARG(words[i].stems[0]),
                        quote);
        buffer_add_byte(&out, ')');
    }
    return buffer_text(&out);
}

static bool word_matches(const QueryWord *word, Text term)
{
    for (int i = 0; i < 4; i++) {
        if (text_equals(term, word->stems[i]))
            return true;
    }
    return word->is_last && text_starts_with(term, word->stems[0]);
}

/* BM25's saturation and length norm (Robertson, Zaragoza 2009, k1 1.2, b 0.75, a mean of 60 words); every word stands in
 * every candidate, so rarity within the query cancels. Words at the beginning (subjects) weigh more. */
static double document_score(const QueryWord *words, size_t count, Text terms)
{
    double weights[QUERY_WORDS_MAX] = {0};
    size_t length = 0;
    Text term;
    while (text_next_part(&terms, ' ', &term)) {
        length++;
        for (size_t i = 0; i < count; i++) {
            if (word_matches(&words[i], term))
                weights[i] += length <= 12 ? 2.0 : 1.0;
        }
    }
    double norm = 1.2 * (0.25 + 0.75 * (double)length / 60.0);
    double score = 0;
    for (size_t i = 0; i < count; i++)
        score += weights[i] * 2.2 / (weights[i] + norm);
    return score;
}

static int hit_order(const void *a, const void *b)
{
    const SearchHit *x = a;
    const SearchHit *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->record_id < y->record_id) - (x->record_id > y->record_id);
}

static const char sqlite_sql[] =
    "SELECT d.entity, d.record_id, d.ticket_id, d.customer_id, d.terms, d.updated_at FROM "
    "(SELECT rowid AS id FROM search_index WHERE search_index MATCH $1 ORDER BY rowid DESC LIMIT $2) f "
    "JOIN search_documents d ON d.id = f.id";
static const char postgres_sql[] =
    "SELECT d.entity, d.record_id, d.ticket_id, d.customer_id, d.terms, d.updated_at FROM search_documents d "
    "WHERE to_tsvector('simple', d.terms) @@ to_tsquery('simple', $1) ORDER BY d.id DESC LIMIT $2";

Result search_find(Work *work, Text query, const Entity *const *entities, size_t entity_count, size_t limit,
                   SearchHit **out_hits, size_t *out_count)
{
    QueryWord words[QUERY_WORDS_MAX] = {0};
    *out_hits = ARENA_ARRAY(work->arena, SearchHit, SEARCH_CANDIDATES_MAX);
    *out_count = 0;
    size_t word_count = query_words(work->arena, text_cut(query, 1000), words);
    if (word_count == 0 || entity_count == 0)
        return done();
    bool is_sqlite = db_engine(work->db) == DB_SQLITE;
    Text match = match_text(work->arena, words, word_count, entities, entity_count, is_sqlite);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){is_sqlite ? sqlite_sql : postgres_sql, true},
                 DB_VALUES(db_text(match), db_int(SEARCH_CANDIDATES_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == SEARCH_CANDIDATES_MAX)
            break;
        const Entity *entity = entity_named(work, db_column_text(&cursor, 0));
        if (entity == NULL)
            continue;
        double age_days = (double)(work->now - db_column_int(&cursor, 5)) / (double)DAY_MS;
        double fresh = 1.0 + 0.1 * exp(-fmax(age_days, 0) / 90.0);
        (*out_hits)[(*out_count)++] = (SearchHit){
            .entity = entity,
            .record_id = db_column_int(&cursor, 1),
            .ticket_id = db_column_int(&cursor, 2),
            .customer_id = db_column_int(&cursor, 3),
            .score = document_score(words, word_count, db_column_text(&cursor, 4)) * fresh,
        };
    }
    qsort(*out_hits, *out_count, sizeof(SearchHit), hit_order);
    if (*out_count > limit)
        *out_count = limit;
    return done();
}

static void add_escaped(Buffer *out, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '<')
            buffer_add_string(out, "&lt;");
        else if (c == '>')
            buffer_add_string(out, "&gt;");
        else if (c == '&')
            buffer_add_string(out, "&amp;");
        else if (c == '"')
            buffer_add_string(out, "&quot;");
        else
            buffer_add_byte(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

static bool is_marked(Arena *arena, const QueryWord *words, size_t count, Text word)
{
    static const char *const languages[] = {"es", "en", "pt"};
    for (size_t i = 0; i < count; i++) {
        if (word_matches(&words[i], text_fold(arena, word)))
            return true;
        for (int k = 0; k < 3; k++) {
            if (word_matches(&words[i], search_stem(arena, word, languages[k])))
                return true;
        }
    }
    return false;
}

Text search_snippet(Arena *arena, Text text, Text query, size_t codepoints)
{
    QueryWord words[QUERY_WORDS_MAX] = {0};
    size_t count = query_words(arena, text_cut(query, 1000), words);
    Text sample = text_cut(text, SEARCH_TERMS_BYTES_MAX);
    Text word;
    size_t first = 0;
    for (size_t at = 0; search_next_word(sample, &at, &word);) {
        if (is_marked(arena, words, count, word)) {
            first = (size_t)(word.data - sample.data);
            break;
        }
    }
    size_t start = first > 60 ? first - 60 : 0;
    while (start > 0 && start < sample.length && sample.data[start] != ' ')
        start++;
    if (start > first)
        start = first;
    Text shown = text_cut(text_slice(sample, start, sample.length), codepoints);
    Buffer out = buffer_new(arena, 65536);
    if (start > 0)
        buffer_add_string(&out, "…");
    size_t written = 0;
    for (size_t at = 0; search_next_word(shown, &at, &word);) {
        size_t begin = (size_t)(word.data - shown.data);
        add_escaped(&out, text_slice(shown, written, begin));
        bool marked = is_marked(arena, words, count, word);
        buffer_add_string(&out, marked ? "<mark>" : "");
        add_escaped(&out, word);
        buffer_add_string(&out, marked ? "</mark>" : "");
        written = at;
    }
    add_escaped(&out, text_slice(shown, written, shown.length));
    if (shown.length + start < text.length)
        buffer_add_string(&out, "…");
    return buffer_text(&out);
}
