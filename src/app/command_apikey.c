#include "app/command_apikey.h"

#include "base/json.h"
#include "people/api_key.h"
#include "store/lane.h"

enum { OPTION_NAME, OPTION_ROLE, OPTION_SCOPES, OPTION_JSON, OPTION_COUNT };
#define KEYS_SHOWN_MAX 10000

typedef struct KeyCommand {
    Command *command;
    CommandOption *options;
    int64_t id;
    ApiKey key;
    Text token;
} KeyCommand;

/* Scopes may be separated by commas too, which need no quotes in a shell. */
static Text scopes_of(Arena *arena, const CommandOption *option)
{
    if (!option->is_set)
        return TEXT("read write");
    char *scopes = arena_string(arena, option->value.data, option->value.length);
    for (size_t i = 0; i < option->value.length; i++) {
        if (scopes[i] == ',')
            scopes[i] = ' ';
    }
    return (Text){scopes, option->value.length};
}

static Result input_set(Work *work, EntityInput *input, const char *field, Text value)
{
    Text option = text_format(work->arena, "--%s", field);
    Result result = entity_read_text(work, input, entity_field(&api_key_entity, field), value, option);
    return is_ok(result) ? result : failf(work->arena, result.fault, "--%s: %s", field, result.why);
}

static Result create_apply(Work *work, void *context)
{
    KeyCommand *key = context;
    const CommandOption *options = key->options;
    EntityInput *input = entity_new_input(work, &api_key_entity);
    TRY(input_set(work, input, "name", options[OPTION_NAME].value));
    TRY(input_set(work, input, "role", options[OPTION_ROLE].is_set ? options[OPTION_ROLE].value : TEXT("admin")));
    TRY(input_set(work, input, "scopes", scopes_of(work->arena, &options[OPTION_SCOPES])));
    return api_key_add(work, input, &key->key, &key->token);
}

static Result revoke_apply(Work *work, void *context)
{
    KeyCommand *key = context;
    TRY(entity_find(work, &api_key_entity, key->id, &key->key));
    return api_key_revoke(work, &key->key);
}

static int run_change(KeyCommand *key, Result (*apply)(Work *work, void *context))
{
    Command *command = key->command;
    Result result =
        lane_do(workspace_lane(command->workspace), command->arena, &actor_system, WORK_LIVE, false, apply, key);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    return EXIT_DONE;
}

/* The token alone goes to standard output, so that a script can keep it. */
static int key_create(KeyCommand *key)
{
    Command *command = key->command;
    if (!key->options[OPTION_NAME].is_set)
        return command_fail(command, EXIT_USAGE, "--name is missing");
    int status = run_change(key, create_apply);
    if (status != EXIT_DONE)
        return status;
    if (key->options[OPTION_JSON].is_set) {
        Buffer buffer = buffer_new(command->arena, 1 << 16);
        Json json = json_writer(&buffer);
        json_object(&json);
        json_put_int(&json, "id", key->key.id);
        json_put_text(&json, "name", key->key.name);
        json_put_string(&json, "role", agent_role_names[key->key.role]);
        json_put_text(&json, "scopes", key->key.scopes);
        json_put_text(&json, "token", key->token);
        json_end_object(&json);
        fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&buffer)));
    } else {
        fprintf(command->out, "%.*s\n", TEXT_ARG(key->token));
        fprintf(command->err, "API key %lld (%s, scopes %.*s); the token is not shown again.\n", (long long)key->key.id,
                agent_role_names[key->key.role], TEXT_ARG(key->key.scopes));
    }
    return EXIT_DONE;
}

static const char list_sql[] = "SELECT id, name, prefix, role, scopes, expires_at, revoked_at, last_used_at "
                               "FROM api_keys ORDER BY id LIMIT $1";

static void row_print(Command *command, const DbCursor *cursor, int64_t now)
{
    bool is_over = !db_is_null(cursor, 5) && db_column_int(cursor, 5) <= now;
    const char *state = !db_is_null(cursor, 6) ? "revoked" : is_over ? "expired" : "active";
    Text used = db_is_null(cursor, 7) ? TEXT("never") : time_text(command->arena, db_column_int(cursor, 7));
    fprintf(command->out, "%6lld  %-12.*s  %-8s  %-12.*s  %-24.*s  %-24.*s  %.*s\n",
            (long long)db_column_int(cursor, 0), TEXT_ARG(db_column_text(cursor, 2)), state,
            TEXT_ARG(db_column_text(cursor, 3)), TEXT_ARG(db_column_text(cursor, 1)),
            TEXT_ARG(db_column_text(cursor, 4)), TEXT_ARG(used));
}

static void row_json(const DbCursor *cursor, Json *json)
{
    static const char *const times[] = {"expires_at", "revoked_at", "last_used_at"};
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    json_put_text(json, "name", db_column_text(cursor, 1));
    json_put_text(json, "prefix", db_column_text(cursor, 2));
    json_put_text(json, "role", db_column_text(cursor, 3));
    json_put_text(json, "scopes", db_column_text(cursor, 4));
    for (int i = 0; i < 3; i++) {
        if (db_is_null(cursor, 5 + i))
            json_put_null(json, times[i]);
        else
            json_put_time(json, times[i], db_column_int(cursor, 5 + i));
    }
    json_end_object(json);
}

static Result list_write(Command *command, Work *work, bool as_json)
{
    Buffer buffer = buffer_new(command->arena, 16 << 20);
    Json json = json_writer(&buffer);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){list_sql, true}, DB_VALUES(db_int(KEYS_SHOWN_MAX)), &cursor));
    json_list(&json);
    if (!as_json)
        fprintf(command->out, "%6s  %-12s  %-8s  %-12s  %-24s  %-24s  %s\n", "id", "token", "state", "role", "name",
                "scopes", "used");
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        if (as_json)
            row_json(&cursor, &json);
        else
            row_print(command, &cursor, work->now);
    }
    json_end_list(&json);
    if (as_json)
        fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&buffer)));
    return done();
}

static int key_list(Command *command, bool as_json)
{
    Work work;
    Result result = work_begin_read(command->workspace, command->arena, &actor_system, &work);
    if (is_ok(result)) {
        result = list_write(command, &work, as_json);
        work_end_read(&work);
    }
    return is_ok(result) ? EXIT_DONE : command_fail(command, EXIT_FAILED, "%s", result.why);
}

static int key_revoke(KeyCommand *key, Text id)
{
    if (!text_to_int(id, &key->id))
        return command_fail(key->command, EXIT_USAGE, "'%.*s' is no id of a key", TEXT_ARG(id));
    int status = run_change(key, revoke_apply);
    if (status == EXIT_DONE)
        fprintf(key->command->out, "Revoked API key %lld (%.*s)\n", (long long)key->id, TEXT_ARG(key->key.name));
    return status;
}

int command_apikey(Command *command)
{
    CommandOption options[OPTION_COUNT] = {
        [OPTION_NAME] = {.name = "name"},
        [OPTION_ROLE] = {.name = "role"},
        [OPTION_SCOPES] = {.name = "scopes"},
        [OPTION_JSON] = {.name = "json", .is_flag = true},
    };
    Text *words;
    size_t count;
    if (!command_options(command, options, OPTION_COUNT, &words, &count))
        return EXIT_USAGE;
    KeyCommand key = {.command = command, .options = options};
    if (count == 1 && text_is(words[0], "create"))
        return key_create(&key);
    if (count == 1 && text_is(words[0], "list"))
        return key_list(command, options[OPTION_JSON].is_set);
    if (count == 2 && text_is(words[0], "revoke"))
        return key_revoke(&key, words[1]);
    return command_fail(command, EXIT_USAGE, "say create --name NAME, list, or revoke ID");
}
