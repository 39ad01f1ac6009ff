/* `lazo report METRIC`: a number and what stands beside it, as table, JSON, CSV or XLSX. */
#ifndef LAZO_APP_COMMAND_REPORT_H
#define LAZO_APP_COMMAND_REPORT_H

#include "app/command.h"

int command_report(Command *command);

#endif
