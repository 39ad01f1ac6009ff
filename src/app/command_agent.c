#include "app/command_agent.h"

#include <errno.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/json.h"
#include "people/agent.h"
#include "store/lane.h"

enum { OPTION_NAME, OPTION_EMAIL, OPTION_ROLE, OPTION_LANGUAGE, OPTION_PASSWORD_STDIN, OPTION_JSON, OPTION_COUNT };
#define MADE_PASSWORD_BYTES 15
#define AGENTS_SHOWN_MAX 10000

typedef struct AgentCommand {
    Command *command;
    CommandOption *options;
    Text email;
    Text password;
    bool was_made; /* the password: it is shown, once */
    Text hash;
    Agent agent;
} AgentCommand;

/* One line of standard input, without its end. */
static Result password_read(const Command *command, Text *out_password)
{
    char *bytes = arena_alloc(command->arena, PASSWORD_BYTES_MAX + 3);
    size_t length = 0;
    while (length < PASSWORD_BYTES_MAX + 2 && memchr(bytes, '\n', length) == NULL) {
        ssize_t got = read(command->input_fd, bytes + length, PASSWORD_BYTES_MAX + 2 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(FAULT_BROKEN, "standard input cannot be read");
        if (got == 0)
            break;
        length += (size_t)got;
    }
    Text rest = {bytes, length};
    *out_password = TEXT_NONE;
    (void)text_next_line(&rest, out_password);
    return done();
}

static Result password_take(AgentCommand *agent)
{
    Arena *arena = agent->command->arena;
    if (agent->options[OPTION_PASSWORD_STDIN].is_set) {
        TRY(password_read(agent->command, &agent->password));
    } else {
        agent->password = random_token(arena, MADE_PASSWORD_BYTES);
        agent->was_made = true;
    }
    return agent_hash_password(arena, agent->password, &agent->hash);
}

static Result input_set(Work *work, EntityInput *input, const char *field, Text value)
{
    if (text_is_empty(value))
        return done();
    Text option = text_format(work->arena, "--%s", field);
    Result result = entity_read_text(work, input, entity_field(&agent_entity, field), value, option);
    return is_ok(result) ? result : failf(work->arena, result.fault, "--%s: %s", field, result.why);
}

static Result add_apply(Work *work, void *context)
{
    AgentCommand *agent = context;
    const CommandOption *options = agent->options;
    EntityInput *input = entity_new_input(work, &agent_entity);
    TRY(input_set(work, input, "email", agent->email));
    TRY(input_set(work, input, "name", options[OPTION_NAME].value));
    TRY(input_set(work, input, "role", options[OPTION_ROLE].is_set ? options[OPTION_ROLE].value : TEXT("agent")));
    TRY(input_set(work, input, "language", options[OPTION_LANGUAGE].value));
    Agent *draft = input->record;
    draft->password_hash = agent->hash;
    draft->has |= entity_bit(&agent_entity, "password_hash");
    return agent_add(work, input, &agent->agent);
}

static Result find_apply(Work *work, AgentCommand *agent)
{
    bool is_found;
    TRY(agent_find_by_email(work, agent->email, &agent->agent, &is_found));
    return is_found
               ? done()
               : failf(work->arena, FAULT_NOT_FOUND, "there is no agent with the address %.*s", TEXT_ARG(agent->email));
}

static Result passwd_apply(Work *work, void *context)
{
    AgentCommand *agent = context;
    TRY(find_apply(work, agent));
    return agent_set_password(work, agent->agent.id, agent->hash, 0);
}

static Result disable_apply(Work *work, void *context)
{
    AgentCommand *agent = context;
    TRY(find_apply(work, agent));
    Agent before = agent->agent;
    EntityInput *input = entity_new_input(work, &agent_entity);
    FieldSet bit = entity_bit(&agent_entity, "is_active");
    input->given = bit;
    ((Agent *)input->record)->has = bit; /* is_active 0 */
    return agent_change(work, &before, input, &agent->agent);
}

static int run_change(AgentCommand *agent, bool needs_password, Result (*apply)(Work *work, void *context))
{
    Command *command = agent->command;
    Result result = needs_password ? password_take(agent) : done();
    if (is_ok(result))
        result =
            lane_do(workspace_lane(command->workspace), command->arena, &actor_system, WORK_LIVE, false, apply, agent);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    return EXIT_DONE;
}

static void agent_print(const AgentCommand *agent, const char *what)
{
    FILE *out = agent->command->out;
    if (agent->options[OPTION_JSON].is_set) {
        Buffer buffer = buffer_new(agent->command->arena, 1 << 16);
        Json json = json_writer(&buffer);
        json_object(&json);
        json_put_int(&json, "id", agent->agent.id);
        json_put_text(&json, "email", agent->agent.email);
        json_put_string(&json, "role", agent_role_names[agent->agent.role]);
        if (agent->was_made)
            json_put_text(&json, "password", agent->password);
        json_end_object(&json);
        fprintf(out, "%.*s\n", TEXT_ARG(buffer_text(&buffer)));
        return;
    }
    fprintf(out, "%s %.*s (%s), agent %lld\n", what, TEXT_ARG(agent->agent.email), agent_role_names[agent->agent.role],
            (long long)agent->agent.id);
    if (agent->was_made)
        fprintf(out, "Password: %.*s\n", TEXT_ARG(agent->password));
}

/* ---- list ---- */

static const char list_sql[] = "SELECT id, email, name, role, is_active, last_seen_at FROM agents "
                               "ORDER BY name_key, id LIMIT $1";

static void row_print(Command *command, const DbCursor *cursor)
{
    Text seen = db_is_null(cursor, 5) ? TEXT("never") : time_text(command->arena, db_column_int(cursor, 5));
    fprintf(command->out, "%6lld  %-12.*s  %-8s  %-24.*s  %-32.*s  %.*s\n", (long long)db_column_int(cursor, 0),
            TEXT_ARG(db_column_text(cursor, 3)), db_column_int(cursor, 4) ? "active" : "disabled",
            TEXT_ARG(db_column_text(cursor, 2)), TEXT_ARG(db_column_text(cursor, 1)), TEXT_ARG(seen));
}

static void row_json(const DbCursor *cursor, Json *json)
{
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    json_put_text(json, "email", db_column_text(cursor, 1));
    json_put_text(json, "name", db_column_text(cursor, 2));
    json_put_text(json, "role", db_column_text(cursor, 3));
    json_put_bool(json, "is_active", db_column_int(cursor, 4) != 0);
    if (db_is_null(cursor, 5))
        json_put_null(json, "last_seen_at");
    else
        json_put_time(json, "last_seen_at", db_column_int(cursor, 5));
    json_end_object(json);
}

static Result list_write(Command *command, Work *work, bool as_json)
{
    Buffer buffer = buffer_new(command->arena, 16 << 20);
    Json json = json_writer(&buffer);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){list_sql, true}, DB_VALUES(db_int(AGENTS_SHOWN_MAX)), &cursor));
    json_list(&json);
    if (!as_json)
        fprintf(command->out, "%6s  %-12s  %-8s  %-24s  %-32s  %s\n", "id", "role", "state", "name", "address", "seen");
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        if (as_json)
            row_json(&cursor, &json);
        else
            row_print(command, &cursor);
    }
    json_end_list(&json);
    if (as_json)
        fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&buffer)));
    return done();
}

static int agent_list(Command *command, bool as_json)
{
    Work work;
    Result result = work_begin_read(command->workspace, command->arena, &actor_system, &work);
    if (is_ok(result)) {
        result = list_write(command, &work, as_json);
        work_end_read(&work);
    }
    return is_ok(result) ? EXIT_DONE : command_fail(command, EXIT_FAILED, "%s", result.why);
}

static int agent_add_command(AgentCommand *agent)
{
    if (!agent->options[OPTION_NAME].is_set)
        return command_fail(agent->command, EXIT_USAGE, "--name is missing");
    int status = run_change(agent, true, add_apply);
    if (status == EXIT_DONE)
        agent_print(agent, "Added");
    return status;
}

static int agent_passwd_command(AgentCommand *agent)
{
    int status = run_change(agent, true, passwd_apply);
    if (status == EXIT_DONE)
        agent_print(agent, "New password for");
    return status;
}

static int agent_disable_command(AgentCommand *agent)
{
    int status = run_change(agent, false, disable_apply);
    if (status == EXIT_DONE)
        agent_print(agent, "Disabled");
    return status;
}

int command_agent(Command *command)
{
    CommandOption options[OPTION_COUNT] = {
        [OPTION_NAME] = {.name = "name"},
        [OPTION_EMAIL] = {.name = "email"},
        [OPTION_ROLE] = {.name = "role"},
        [OPTION_LANGUAGE] = {.name = "language"},
        [OPTION_PASSWORD_STDIN] = {.name = "password-stdin", .is_flag = true},
        [OPTION_JSON] = {.name = "json", .is_flag = true},
    };
    static const struct {
        const char *name;
        int (*run)(AgentCommand *agent);
    } verbs[] = {{"add", agent_add_command}, {"passwd", agent_passwd_command}, {"disable", agent_disable_command}};
    Text *words;
    size_t count;
    if (!command_options(command, options, OPTION_COUNT, &words, &count))
        return EXIT_USAGE;
    if (count > 2)
        return command_fail(command, EXIT_USAGE, "'%.*s' is one word too many", TEXT_ARG(words[2]));
    if (count == 1 && text_is(words[0], "list"))
        return agent_list(command, options[OPTION_JSON].is_set);
    AgentCommand agent = {.command = command, .options = options};
    agent.email = count == 2 ? words[1] : options[OPTION_EMAIL].value;
    for (size_t i = 0; count > 0 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (!text_is(words[0], verbs[i].name))
            continue;
        if (text_is_empty(agent.email))
            return command_fail(command, EXIT_USAGE, "--email is missing");
        return verbs[i].run(&agent);
    }
    return command_fail(command, EXIT_USAGE, "say add, list, passwd or disable");
}
