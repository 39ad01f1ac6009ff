/* Whole-workspace care: openapi, check, migrate, backup. */
#include <stdlib.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/wiring.h"
#include "store/backup.h"

static int told(Command *command, Result result)
{
    return is_ok(result) ? EXIT_DONE
                         : command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
}

static bool takes_nothing(Command *command)
{
    Text *operands;
    size_t count;
    if (!command_options(command, NULL, 0, &operands, &count))
        return false;
    if (count > 0)
        command_fail(command, EXIT_USAGE, "'%.*s' is one word too many", TEXT_ARG(operands[0]));
    return count == 0;
}

static Result openapi_print(Command *command, Workspace *workspace)
{
    TRY(wire_workspace(workspace));
    Work work;
    TRY(work_begin_read(workspace, command->arena, &actor_system, &work));
    Buffer out = buffer_new(command->arena, 16 << 20);
    Json json = json_writer(&out);
    Result result = openapi_write(&work, wired_routes, wired_route_count, &json);
    work_end_read(&work);
    TRY(result);
    if (fwrite(out.data, 1, out.length, command->out) != out.length || fputc('\n', command->out) == EOF)
        return fail(FAULT_BROKEN, "The document could not be written out.");
    return done();
}

/* The document is read off the dictionary, which hangs off a workspace: an empty one of a moment serves. */
int command_openapi(Command *command)
{
    if (!takes_nothing(command))
        return EXIT_USAGE;
    char folder[] = "/tmp/lazo-openapi-XXXXXX";
    if (mkdtemp(folder) == NULL)
        return command_fail(command, EXIT_FAILED, "no temporary folder can be made in /tmp");
    WorkspaceOptions options = {.database = text_format(command->arena, "sqlite:%s/lazo.db", folder)};
    Workspace *workspace;
    Result result = workspace_open(&options, &workspace);
    if (is_ok(result)) {
        result = openapi_print(command, workspace);
        workspace_close(workspace);
    }
    static const char *const left[] = {"lazo.db", "lazo.db-wal", "lazo.db-shm", "lazo.db.lock"};
    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
        (void)unlink(arena_printf(command->arena, "%s/%s", folder, left[i]));
    (void)rmdir(folder);
    return told(command, result);
}

typedef struct Findings {
    Command *command;
    int64_t count;
} Findings;

static void found(void *owner, Text finding)
{
    Findings *findings = owner;
    findings->count++;
    fprintf(findings->command->out, "%.*s\n", TEXT_ARG(finding));
}

int command_check(Command *command)
{
    if (!takes_nothing(command))
        return EXIT_USAGE;
    Findings findings = {command, 0};
    Result result = workspace_check(command->workspace, found, &findings);
    if (!is_ok(result))
        return told(command, result);
    if (findings.count > 0)
        return command_fail(command, EXIT_FAILED, "%lld faults were found", (long long)findings.count);
    fprintf(command->out, "The workspace is whole.\n");
    return EXIT_DONE;
}

int command_migrate(Command *command)
{
    if (!takes_nothing(command))
        return EXIT_USAGE;
    /* Opening it has migrated it. */
    fprintf(command->out, "%.*s is up to date.\n", TEXT_ARG(workspace_database(command->workspace)));
    return EXIT_DONE;
}

int command_backup(Command *command)
{
    Text *operands;
    size_t count;
    if (!command_options(command, NULL, 0, &operands, &count))
        return EXIT_USAGE;
    if (count != 1)
        return command_fail(command, EXIT_USAGE, "backup takes one file name");
    Text path = operands[0];
    if (path.data[0] != '/') {
        char folder[4096];
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", command->folder_fd);
        ssize_t length = command->folder_fd < 0 ? 0 : readlink(link, folder, sizeof folder);
        if (length > 0)
            path = text_format(command->arena, "%.*s/%.*s", (int)length, folder, TEXT_ARG(path));
    }
    return told(command, workspace_backup(command->workspace, command->arena, path));
}
