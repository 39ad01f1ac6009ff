/* lazo COMMAND: the table of commands, the options that all share, and who runs a command: this process, or the one that
 * owns the workspace. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/options.h"
#include "app/remote.h"
#include "app/wiring.h"
#include "base/digest.h"
#include "base/log.h"

static const CommandEntry *command_named(const char *name)
{
    for (const CommandEntry *entry = command_table; entry->name; entry++) {
        if (strcmp(entry->name, name) == 0)
            return entry;
    }
    return NULL;
}

/* `verb`: the first word after the command; NULL for none. */
static bool is_workspace_verb(const CommandEntry *entry, const char *verb)
{
    return entry->workspace_verb && verb && strcmp(verb, entry->workspace_verb) == 0;
}

static bool works_on_workspace(const CommandEntry *entry, const Command *command)
{
    return entry->needs_workspace || is_workspace_verb(entry, command->argc > 0 ? command->argv[0] : NULL);
}

static int run_by_name(Command *command, const char *name)
{
    const CommandEntry *entry = command_named(name);
    if (entry == NULL || !works_on_workspace(entry, command))
        return command_fail(command, EXIT_USAGE, "'%s' is no command for a workspace", name);
    return entry->run(command);
}

static int fault_told(Command *command, int status, Result result)
{
    return command_fail(command, status, "%s", result.why ? result.why : fault_name(result.fault));
}

/* What the command's failures before its own beginning end with. */
static int failed_status(const CommandEntry *entry)
{
    return entry->needs_workspace ? EXIT_FAILED : entry->verb_failed;
}

/* In this process: owner of the workspace for the run. */
static int run_as_owner(Command *command, const CommandEntry *entry, const AppOptions *options)
{
    WorkspaceOptions opening = {.database = options->database,
                                .must_exist = entry->must_exist || !entry->needs_workspace};
    Result result = workspace_open(&opening, &command->workspace);
    if (!is_ok(result))
        return fault_told(command, failed_status(entry), result);
    result = wire_workspace(command->workspace);
    int status = is_ok(result) ? entry->run(command) : fault_told(command, failed_status(entry), result);
    workspace_close(command->workspace);
    return status;
}

#define OWNER_WAITS 50
#define OWNER_WAIT_US 100000

/* Mail waits for an owner that takes no commands, which is another one of its kind as a rule; others are told at once. */
static int run_with_workspace(Command *command, const CommandEntry *entry, const AppOptions *options, int argc,
                              char **argv)
{
    Text folder = app_database_folder(command->arena, options->database);
    int status = failed_status(entry);
    Result result = done();
    for (int i = 0; i < (entry->workspace_verb ? OWNER_WAITS : 1); i++) {
        if (!workspace_is_owned(options->database))
            return run_as_owner(command, entry, options);
        result = remote_run(folder, argc, argv, &status);
        if (result.fault != FAULT_BUSY)
            break;
        if (entry->workspace_verb)
            usleep(OWNER_WAIT_US);
    }
    return is_ok(result) ? status : fault_told(command, failed_status(entry), result);
}

static int run_command(Command *command, AppOptions *options, int argc, char **argv)
{
    if (argc == 0)
        return command_help(command);
    const CommandEntry *entry = command_named(argv[0]);
    if (entry == NULL)
        return command_fail(command, EXIT_USAGE, "there is no command '%s'; 'lazo help' lists them", argv[0]);
    command->argc = argc - 1;
    command->argv = argv + 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            command->argc = 1;
            command->argv = argv;
            return command_help(command);
        }
    }
    if (entry->run_serve)
        return entry->run_serve(command, options, run_by_name);
    if (!works_on_workspace(entry, command))
        return entry->run(command);
    return run_with_workspace(command, entry, options, argc, argv);
}

/* The status of what fails before the words are told apart: who hands over mail must not take it for a refusal. */
static int early_status(int argc, char **argv, int usual)
{
    for (int i = 1; i + 1 < argc; i++) {
        const CommandEntry *entry = command_named(argv[i]);
        if (entry && is_workspace_verb(entry, argv[i + 1]))
            return entry->verb_failed;
    }
    return usual;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);
    WITH_ARENA arena = arena_new();
    Command command = {.arena = arena,
                       .out = stdout,
                       .err = stderr,
                       .input_fd = STDIN_FILENO,
                       .folder_fd = AT_FDCWD,
                       .is_terminal = isatty(STDERR_FILENO) == 1,
                       .out_is_terminal = isatty(STDOUT_FILENO) == 1};
    Result result = digest_setup();
    if (!is_ok(result))
        return fault_told(&command, early_status(argc, argv, EXIT_FAILED), result);
    AppOptions options;
    char **words = ARENA_ARRAY(arena, char *, (size_t)argc + 1);
    int word_count = 0;
    result = app_options_read(arena, argc - 1, argv + 1, &options, words, &word_count);
    if (!is_ok(result))
        return fault_told(&command, early_status(argc, argv, EXIT_USAGE), result);
    log_setup(options.log_level, options.log_is_json);
    if (options.has_clock)
        clock_set(options.clock_at);
    int status = run_command(&command, &options, word_count, words);
    if (fflush(stdout) != 0 && status == EXIT_DONE)
        status = command_fail(&command, EXIT_FAILED, "the answer could not be written");
    return status;
}
