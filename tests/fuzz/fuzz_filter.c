/* Filters over the real dictionary on a small SQLite workspace. The first byte picks the entity, the second whether the rest is
 * JSON as it stands or grown by the dictionary. What is accepted compiles to SQL of our own names alone, which the engine
 * takes; a filter and its contrary split the rows between them; the list with it is valid JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "app/demo_post.h"
#include "app/wiring.h"
#include "base/digest.h"
#include "base/log.h"
#include "filter_grower.h"
#include "model/filter.h"
#include "store/lane.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEPS_MAX 20000000 /* of SQLite's machine, for one query */

static Workspace *workspace;
static char folder[64];
static Text tried; /* JSON of the filter, told when something is wrong with it */

static void check(bool holds, const char *what, Result result)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %s: %s\n%.*s\n", what, fault_name(result.fault), result.why ? result.why : "",
            TEXT_ARG(tried));
    abort();
}

static void workspace_remove(void)
{
    char command[128];
    workspace_close(workspace);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0)
        fprintf(stderr, "%s was not removed\n", folder);
}

/* Two or three records of what filters reach, with and without the fields that may be absent. */
static Result seed(Work *work, void *context)
{
    (void)context;
    static const struct {
        const char *plural;
        const char *json;
    } things[] = {
        {"fields", "{\"entity\":\"customer\",\"key\":\"color\",\"label\":\"Color\",\"type\":\"text\"}"},
        {"fields", "{\"entity\":\"customer\",\"key\":\"size\",\"label\":\"Size\",\"type\":\"number\"}"},
        {"fields", "{\"entity\":\"ticket\",\"key\":\"agreed\",\"label\":\"Agreed\",\"type\":\"boolean\"}"},
        {"companies", "{\"name\":\"Ñandú SA\",\"country\":\"UY\",\"domain\":\"nandu.example\"}"},
        {"companies", "{\"name\":\"Beta_100%\"}"},
        {"customers",
         "{\"email\":\"ana@example.com\",\"name\":\"Ana\",\"company_id\":1,\"country\":\"UY\",\"tags\":[\"vip\"],"
         "\"custom\":{\"color\":\"rojo\",\"size\":7}}"},
        {"customers", "{\"email\":\"beto@example.com\",\"company_id\":2}"},
        {"customers", "{\"name\":\"' OR 1 = 1 --\",\"phone\":\"+59899123456\"}"},
        {"products", "{\"name\":\"Taza\",\"sku\":\"T1\",\"price\":{\"amount\":500,\"currency\":\"EUR\"}}"},
        {"orders",
         "{\"customer_id\":1,\"status\":\"paid\",\"lines\":[{\"product_id\":1,\"price\":{\"amount\":500,\"currency\":"
         "\"EUR\"}}]}"},
        {"contracts", "{\"customer_id\":1,\"amount\":{\"amount\":900,\"currency\":\"EUR\"},\"period\":\"month\"}"},
        {"tickets", "{\"subject\":\"Hola\",\"customer_id\":1,\"tags\":[\"vip\"],\"custom\":{\"agreed\":true},"
                    "\"message\":{\"text\":\"Hola\"}}"},
        {"tickets", "{\"subject\":\"Otra\",\"customer_id\":2,\"message\":{\"text\":\"Otra\"}}"},
        {"responses", "{\"kind\":\"csat\",\"score\":5,\"ticket_id\":1}"},
        {"responses", "{\"kind\":\"nps\",\"score\":3,\"customer_id\":2}"},
    };
    for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
        TRY(demo_post(work, things[i].plural, text_of(things[i].json), NULL));
    return done();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    Result result = digest_setup();
    check(is_ok(result), "digests", result);
    snprintf(folder, sizeof folder, "/tmp/lazo-filter-XXXXXX");
    check(mkdtemp(folder) != NULL, "a folder", done());
    WITH_ARENA arena = arena_new();
    WorkspaceOptions options = {.database = text_format(arena, "sqlite:%s/lazo.db", folder)};
    result = workspace_open(&options, &workspace);
    check(is_ok(result), "workspace", result);
    result = wire_workspace(workspace);
    check(is_ok(result), "wiring", result);
    result = lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, seed, NULL);
    check(is_ok(result), "seed", result);
    atexit(workspace_remove);
    return 0;
}

/* Names of the dictionary, SQL's own signs and the one literal of LIKE: nothing that came from outside. */
static void sql_is_ours(Arena *arena, const Buffer *sql)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .,()$=<>*";
    Text text = buffer_text(sql);
    Text literal = TEXT("ESCAPE '\\'");
    for (size_t i = 0; i < text.length; i++) {
        if (text_starts_with(text_slice(text, i, text.length), literal)) {
            i += literal.length - 1;
            continue;
        }
        if (text.data[i] == '\0' || strchr(allowed, text.data[i]) == NULL)
            check(false, text_string(arena, text), done());
    }
}

/* Rows that the filter finds; -1 when it is refused or its budget ran out. */
static int64_t rows_found(Work *work, const Entity *entity, const JsonValue *source)
{
    const Filter *filter;
    Result result = filter_read(work, entity, source, TEXT("filter"), &filter);
    SqlBuilder builder = sql_builder(work->arena);
    if (is_ok(result))
        result = filter_compile(work, entity, filter, "t", &builder);
    if (!is_ok(result)) {
        check(result.fault == FAULT_INVALID, "reading and compiling", result);
        check(work->field_faults != NULL, "a refusal without a reason", result);
        return -1;
    }
    check(!builder.where.is_full && !builder.joins.is_full, "the SQL has room", done());
    sql_is_ours(work->arena, &builder.joins);
    sql_is_ours(work->arena, &builder.where);
    Buffer sql = buffer_new(work->arena, 4 << 20);
    buffer_addf(&sql, "SELECT COUNT(*) FROM %s t%.*s WHERE %.*s", entity->table, TEXT_ARG(buffer_text(&builder.joins)),
                TEXT_ARG(buffer_text(&builder.where)));
    int64_t count = -1;
    db_set_budget(work->db, STEPS_MAX, 0);
    result = db_one_int(work->db, db_made_sql(sql.data), builder.values, builder.value_count, &count);
    if (!is_ok(result) && result.fault != FAULT_LIMIT)
        check(false, sql.data, result);
    return is_ok(result) ? count : -1;
}

static void list_is_json(Work *work, const Entity *entity, const JsonValue *source)
{
    Buffer out = buffer_new(work->arena, 8 << 20);
    Json json = json_writer(&out);
    ListQuery query = {.filter = source, .limit = 3, .count = true};
    const JsonValue *answer;
    Result result = entity_list(work, entity, &query, &json);
    check(is_ok(result) || result.fault == FAULT_LIMIT, "the list", result);
    check(!is_ok(result) || is_ok(json_read(work->arena, buffer_text(&out), &answer)), "the answer is JSON", done());
}

static void filter_splits(Work *work, const Entity *entity, const JsonValue *source)
{
    JsonValue none = {.kind = JSON_LIST, .list = {source, 1}};
    JsonMember member = {TEXT("none"), &none};
    JsonValue contrary = {.kind = JSON_OBJECT, .object = {&member, 1}};
    JsonValue nothing = {.kind = JSON_LIST};
    JsonMember every = {TEXT("all"), &nothing};
    JsonValue everything = {.kind = JSON_OBJECT, .object = {&every, 1}};
    int64_t with = rows_found(work, entity, source);
    if (with < 0)
        return;
    list_is_json(work, entity, source);
    int64_t without = rows_found(work, entity, &contrary);
    if (without >= 0)
        check(with + without == rows_found(work, entity, &everything), "a filter and its contrary split the rows",
              done());
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    WITH_ARENA arena = arena_new();
    Work work;
    Result result = work_begin_read(workspace, arena, &actor_system, &work);
    check(is_ok(result), "a reader", result);
    const Entity *entity = entity_at(&work, data[0] % entity_count(&work));
    Text json =
        data[1] % 4 == 0 ? (Text){(const char *)data + 2, size - 2} : grow_filter(&work, entity, data + 2, size - 2);
    if ((entity->methods & ENTITY_LIST) == 0)
        json = TEXT("");
    tried = json;
    const JsonValue *source;
    if (is_ok(json_read(arena, json, &source)))
        filter_splits(&work, entity, source);
    db_set_budget(work.db, 0, 0);
    work_end_read(&work);
    return 0;
}
