/* `lazo sla due`: when a promise falls due in business time, and how it was counted. */
#ifndef LAZO_APP_COMMAND_SLA_H
#define LAZO_APP_COMMAND_SLA_H

#include "app/command.h"

int command_sla(Command *command);

#endif
