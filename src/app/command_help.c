#include "app/commands.h"

int command_help(Command *command)
{
    FILE *out = command->out;
    if (command->argc >= 1) {
        for (const CommandEntry *entry = command_table; entry->name; entry++) {
            if (strcmp(entry->name, command->argv[0]) != 0)
                continue;
            fprintf(out, "lazo %s %s\n\n%s\n", entry->name, entry->arguments, entry->summary);
            if (entry->help)
                fprintf(out, "\n%s\n", entry->help);
            return EXIT_DONE;
        }
        return command_fail(command, EXIT_USAGE, "there is no command '%s'", command->argv[0]);
    }
    fputs("Lazo " LAZO_VERSION ": customer service, the whole cycle in one program.\n\n"
          "lazo COMMAND [OPTIONS]\n\n",
          out);
    for (const CommandEntry *entry = command_table; entry->name; entry++)
        fprintf(out, "  %-8s %s\n", entry->name, entry->summary);
    fputs("\nOptions of every command:\n"
          "  --data DIR        folder of the workspace (LAZO_DATA, default data)\n"
          "  --database URL    sqlite:PATH or postgresql://… (LAZO_DATABASE, default sqlite:DATA/lazo.db)\n"
          "  --clock T         start the clock at an instant, for tests and replays\n"
          "  --log-level L     debug, info, warn or error\n"
          "  --log-format F    logfmt or json\n"
          "  --conf FILE       settings as name = value lines (default DATA/lazo.conf)\n\n"
          "'lazo help COMMAND' says more of one; see also lazo(1).\n",
          out);
    return EXIT_DONE;
}
