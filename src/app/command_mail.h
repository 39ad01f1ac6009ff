/* lazo mail: what intake understands (parse, reply), and the pipe (deliver), which alone works on a workspace. */
#ifndef LAZO_APP_COMMAND_MAIL_H
#define LAZO_APP_COMMAND_MAIL_H

#include "app/command.h"

#define COMMAND_MAIL_DELIVER "deliver"

int command_mail(Command *command);

#endif
