/* The command line: one table of commands. A command runs either in its own process, as owner of the workspace, or inside
 * the process that owns it (lazo.sock), with the caller's streams and folder; it therefore uses only what is in Command. */
#ifndef LAZO_APP_COMMAND_H
#define LAZO_APP_COMMAND_H

#include <stdio.h>

#include "store/workspace.h"

typedef struct Command {
    Arena *arena;
    int argc; /* words after the command's name */
    char **argv;
    FILE *out;        /* data */
    FILE *err;        /* everything else */
    int input_fd;     /* standard input of the caller */
    int folder_fd;    /* the caller's current folder: open files with openat(folder_fd, …) */
    bool is_terminal; /* err is a terminal: progress may be drawn */
    bool out_is_terminal;
    Workspace *workspace; /* NULL for commands that need none */
    int caller_fd;        /* of a command that was handed over: the caller's end, see command_is_alone; 0: none */
} Command;

/* Whether the caller of a command that was handed over has ended: an input that ends then may have been cut. */
bool command_is_alone(const Command *command);

/* Exit statuses. The last one is for mail servers, who keep the message then (EX_TEMPFAIL of sysexits.h). */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_TRY_AGAIN = 75 };

/* Options of a command: "--name VALUE", "--name=VALUE", flags "--name"; words that are no options are operands; "--" ends
 * options. Unknown options and missing values are an error told on err. */
typedef struct CommandOption {
    const char *name; /* "from" for --from */
    bool is_flag;
    Text value;  /* out; data NULL when absent */
    bool is_set; /* out */
} CommandOption;
/* False after telling what is wrong (the caller returns EXIT_USAGE). out_operands: array in the arena. */
bool command_options(Command *command, CommandOption *options, size_t option_count, Text **out_operands,
                     size_t *out_operand_count);
/* "lazo import: sentence" on err; returns the status as given. */
int command_fail(Command *command, int status, const char *format, ...) PRINTF_LIKE(3, 4);

/* Progress on a terminal after the first second: done/total, rate, time left. total 0: unknown. */
typedef struct Progress {
    Command *command;
    const char *what;
    int64_t total;
    int64_t started_us;
    int64_t shown_us;
    bool was_shown;
} Progress;
Progress progress_start(Command *command, const char *what, int64_t total);
void progress_show(Progress *progress, int64_t done);
void progress_end(Progress *progress);

#endif
