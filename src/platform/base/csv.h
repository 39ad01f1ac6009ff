/* Writing CSV (RFC 4180) that spreadsheets open as text: a cell that they would take for a formula (=, +, -, @, tab or
 * carriage return first) begins with an apostrophe. */
#ifndef LAZO_BASE_CSV_H
#define LAZO_BASE_CSV_H

#include "base/buffer.h"

/* One cell, quoted where it must be; the commas and line ends between cells are the caller's. */
void csv_add_cell(Buffer *out, Text text);

#endif
