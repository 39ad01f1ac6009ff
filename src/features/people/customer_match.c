#include "people/customer_match.h"

#include <stdlib.h>

#include "model/value.h"
#include "people/customer_duplicate.h"
#include "store/lane.h"

const char *const match_kind_names[] = {"phone", "email", "name", "domain", NULL};

#define KEY_BYTES_MAX 300
#define PHONE_DIGITS_MIN 7
#define PHONE_DIGITS_KEPT 9
#define NAME_WORDS_MAX 12
#define IDENTITIES_MAX 100

/* Providers where an address says nothing of the house; at the first ones dots in the mailbox do not count. */
static const char *const open_domains[] = {
    "gmail.com",  "googlemail.com", "hotmail.com",    "outlook.com", "live.com",       "yahoo.com",
    "icloud.com", "me.com",         "protonmail.com", "proton.me",   "hotmail.es",     "yahoo.es",
    "aol.com",    "msn.com",        "yahoo.com.br",   "uol.com.br",  "outlook.com.br", "terra.com.br",
};
#define DOTLESS_DOMAINS 2

Text match_phone_key(Arena *arena, Text phone)
{
    Buffer digits = buffer_new(arena, KEY_BYTES_MAX);
    for (size_t i = 0; i < phone.length && digits.length < 40; i++)
        if (phone.data[i] >= '0' && phone.data[i] <= '9')
            buffer_add_byte(&digits, phone.data[i]);
    Text all = buffer_text(&digits);
    if (all.length < PHONE_DIGITS_MIN)
        return TEXT_NONE;
    return text_slice(all, all.length > PHONE_DIGITS_KEPT ? all.length - PHONE_DIGITS_KEPT : 0, all.length);
}

static size_t open_domain_index(Text domain)
{
    const size_t count = sizeof(open_domains) / sizeof(open_domains[0]);
    for (size_t i = 0; i < count; i++)
        if (text_is(domain, open_domains[i]))
            return i;
    return count;
}

Text match_email_key(Arena *arena, Text email)
{
    Text trimmed = text_trim(email);
    if (!email_is_valid(trimmed))
        return TEXT_NONE;
    Text key = email_key(arena, trimmed);
    size_t at = text_find_byte(key, '@', 0);
    Text local = text_slice(key, 0, at);
    Text domain = text_slice(key, at + 1, key.length);
    Text before_plus = text_slice(local, 0, text_find_byte(local, '+', 0));
    if (before_plus.length > 0)
        local = before_plus;
    bool has_dots = open_domain_index(domain) >= DOTLESS_DOMAINS;
    Buffer out = buffer_new(arena, KEY_BYTES_MAX);
    for (size_t i = 0; i < local.length; i++)
        if (has_dots || local.data[i] != '.')
            buffer_add_byte(&out, local.data[i]);
    buffer_add_byte(&out, '@');
    buffer_add_text(&out, has_dots ? domain : TEXT("gmail.com"));
    return buffer_text(&out);
}

static int word_order(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

Text match_name_key(Arena *arena, Text name)
{
    Text folded = text_fold(arena, text_cut(name, 255));
    Text words[NAME_WORDS_MAX];
    size_t count = 0;
    size_t at = 0;
    size_t begin = SIZE_MAX;
    while (at <= folded.length && count < NAME_WORDS_MAX) {
        size_t here = at;
        bool is_word = at < folded.length && codepoint_is_word(text_next_codepoint(folded, &at));
        if (is_word && begin == SIZE_MAX)
            begin = here;
        if (!is_word && begin != SIZE_MAX) {
            words[count++] = text_slice(folded, begin, here);
            begin = SIZE_MAX;
        }
        if (here == folded.length)
            break;
    }
    if (count < 2)
        return TEXT_NONE;
    qsort(words, count, sizeof(Text), word_order);
    Buffer out = buffer_new(arena, 1024);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add_byte(&out, ' ');
        buffer_add_text(&out, words[i]);
    }
    return text_cut(buffer_text(&out), KEY_BYTES_MAX);
}

Text match_domain_key(Arena *arena, Text email)
{
    Text trimmed = text_trim(email);
    if (!email_is_valid(trimmed))
        return TEXT_NONE;
    Text key = email_key(arena, trimmed);
    Text domain = text_slice(key, text_find_byte(key, '@', 0) + 1, key.length);
    return open_domain_index(domain) < sizeof(open_domains) / sizeof(open_domains[0]) ? TEXT_NONE : domain;
}

/* ---- marking ---- */

Result customer_match_later(Work *work, int64_t customer_id)
{
    return db_run(work->db, DB_SQL("UPDATE customers SET matched_at = NULL WHERE id = $1 AND matched_at IS NOT NULL"),
                  DB_VALUES(db_int(customer_id)), NULL);
}

Result customer_match_again(Work *work, const Customer *before, const Customer *after)
{
    bool is_same = text_equals(before->name, after->name) && text_equals(before->email, after->email) &&
                   text_equals(before->phone, after->phone) && text_equals(before->city, after->city) &&
                   before->company_id == after->company_id;
    return is_same ? done() : customer_match_later(work, after->id);
}

/* ---- comparing ---- */

static Result key_store(Work *work, int64_t customer_id, MatchKind kind, Text key)
{
    if (text_is_empty(key))
        return done();
    return db_run(work->db,
                  DB_SQL("INSERT INTO customer_match_keys (customer_id, kind, match_key) VALUES ($1, $2, $3) "
                         "ON CONFLICT (kind, match_key, customer_id) DO NOTHING"),
                  DB_VALUES(db_int(customer_id), db_string(match_kind_names[kind]), db_text(key)), NULL);
}

/* Every address and number they ever had counts, and those that another holds as identity. */
static Result keys_store(Work *work, int64_t customer_id, Text name, Text email, Text phone)
{
    Arena *arena = work->arena;
    TRY(db_run(work->db, DB_SQL("DELETE FROM customer_match_keys WHERE customer_id = $1"),
               DB_VALUES(db_int(customer_id)), NULL));
    TRY(key_store(work, customer_id, MATCH_NAME, match_name_key(arena, name)));
    TRY(key_store(work, customer_id, MATCH_EMAIL, match_email_key(arena, email)));
    TRY(key_store(work, customer_id, MATCH_DOMAIN, match_domain_key(arena, email)));
    TRY(key_store(work, customer_id, MATCH_PHONE, match_phone_key(arena, phone)));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT kind, value FROM identities WHERE customer_id = $1 AND kind IN ('email', 'phone') "
                        "ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(customer_id), db_int(IDENTITIES_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        Text value = db_column_text(&cursor, 1);
        if (text_is(db_column_text(&cursor, 0), "phone")) {
            TRY(key_store(work, customer_id, MATCH_PHONE, match_phone_key(arena, value)));
        } else {
            TRY(key_store(work, customer_id, MATCH_EMAIL, match_email_key(arena, value)));
            TRY(key_store(work, customer_id, MATCH_DOMAIN, match_domain_key(arena, value)));
        }
    }
}

typedef struct Marked {
    int64_t id;
    bool is_merged;
    Text name;
    Text email;
    Text phone;
} Marked;

#define STEP_MAX 100

static Result marked_load(Work *work, int64_t limit, Marked *out_marked, int64_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, merged_into, name, email, phone FROM customers WHERE matched_at IS NULL "
                        "ORDER BY id LIMIT $1"),
                 DB_VALUES(db_int(limit)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == limit)
            return done();
        out_marked[(*out_count)++] = (Marked){
            .id = db_column_int(&cursor, 0),
            .is_merged = !db_is_null(&cursor, 1),
            .name = text_copy(work->arena, db_column_text(&cursor, 2)),
            .email = text_copy(work->arena, db_column_text(&cursor, 3)),
            .phone = text_copy(work->arena, db_column_text(&cursor, 4)),
        };
    }
}

Result customer_match_step(Work *work, int64_t limit, int64_t *out_count)
{
    Marked marked[STEP_MAX];
    TRY(marked_load(work, limit < STEP_MAX ? limit : STEP_MAX, marked, out_count));
    for (int64_t i = 0; i < *out_count; i++) {
        const Marked *one = &marked[i];
        if (!one->is_merged) {
            TRY(keys_store(work, one->id, one->name, one->email, one->phone));
            TRY(customer_duplicates_find(work, one->id));
        }
        TRY(db_run(work->db, DB_SQL("UPDATE customers SET matched_at = $2 WHERE id = $1"),
                   DB_VALUES(db_int(one->id), db_int(work->now)), NULL));
    }
    return done();
}

#define RUN_STEP_ROWS 25
#define RUN_STEPS_MAX 2000

static Result run_step(Work *work, void *context)
{
    return customer_match_step(work, RUN_STEP_ROWS, context);
}

Result customer_match_run(Workspace *workspace, Arena *arena)
{
    int64_t count = RUN_STEP_ROWS;
    for (int step = 0; step < RUN_STEPS_MAX && count == RUN_STEP_ROWS; step++) {
        ArenaMark mark = arena_mark(arena);
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, run_step, &count));
        arena_rewind(arena, mark);
    }
    return done();
}
