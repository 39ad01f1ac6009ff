/* `lazo agent add|list|passwd|disable`: people of the desk, from the machine's own command line. */
#ifndef LAZO_APP_COMMAND_AGENT_H
#define LAZO_APP_COMMAND_AGENT_H

#include "app/command.h"

int command_agent(Command *command);

#endif
