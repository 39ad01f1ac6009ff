/* `lazo mail parse FILE|-` and `lazo mail reply FILE|- [--html]`: what intake understands of one message or body, as
 * JSON on standard output. */
#ifndef LAZO_MAIL_MAIL_COMMAND_H
#define LAZO_MAIL_MAIL_COMMAND_H

/* argv holds the words after `mail`, the verb first. The exit status: 0 done, 1 the file cannot be read, 2 wrong usage. */
int mail_command(int argc, char **argv);

#endif
