/* `lazo mail …` alone, for scoring the reader without the rest of the program. */
#include "channel/mail_command.h"

int main(int argc, char **argv)
{
    return argc > 1 ? mail_command(argc - 2, argv + 2) : 2;
}
