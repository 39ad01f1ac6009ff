/* The table of commands. */
#ifndef LAZO_APP_COMMANDS_H
#define LAZO_APP_COMMANDS_H

#include "app/command.h"
#include "app/options.h"
#include "app/remote.h"

typedef struct CommandEntry {
    const char *name;
    const char *arguments; /* "KIND FILE… [--dry-run]" */
    const char *summary;   /* one line */
    const char *help;      /* further lines; may be NULL */
    bool needs_workspace;
    bool must_exist; /* a missing workspace is an error, not a new one */
    /* The one first word with which a command needs a workspace that is there, though it needs none else; and the exit
     * status of all that goes wrong on the way to it. */
    const char *workspace_verb;
    int verb_failed;
    int (*run)(Command *command);
    /* serve alone: it opens and keeps the workspace itself. */
    int (*run_serve)(Command *command, const AppOptions *options, RemoteRun run_by_name);
} CommandEntry;
extern const CommandEntry command_table[]; /* ends with a name of NULL */

int command_help(Command *command);
int command_serve(Command *command, const AppOptions *options, RemoteRun run_by_name);
int command_openapi(Command *command);
int command_check(Command *command);
int command_migrate(Command *command);
int command_backup(Command *command);

#endif
