/* `lazo mail …` alone, for scoring the reader without the rest of the program. */
#include "channel/mail_command.h"

int main(int argc, char **argv)
{
    return mail_command(argc - 1, argv + 1);
}
