/* `lazo import`: mail, and tables of customers, orders, tickets and what else import_kind.h knows. */
#ifndef LAZO_APP_COMMAND_IMPORT_H
#define LAZO_APP_COMMAND_IMPORT_H

#include "app/command.h"

int command_import(Command *command);

#endif
