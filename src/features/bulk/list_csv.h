/* A list as CSV: any filter and order, the columns that are asked for, page by page as it is read. For people's spreadsheets:
 * UTF-8 with a byte order mark, times in the workspace's zone, amounts in units, cells that are no formulas. */
#ifndef LAZO_BULK_LIST_CSV_H
#define LAZO_BULK_LIST_CSV_H

#include "http/route.h"

#define CSV_COLUMNS_MAX 60

extern const Route list_csv_routes[];

#endif
