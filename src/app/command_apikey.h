/* `lazo apikey create|list|revoke`: keys for programs. */
#ifndef LAZO_APP_COMMAND_APIKEY_H
#define LAZO_APP_COMMAND_APIKEY_H

#include "app/command.h"

int command_apikey(Command *command);

#endif
