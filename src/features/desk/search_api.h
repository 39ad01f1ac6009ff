/* GET /api/v1/search?q=…&in=tickets,customers: ranked hits with highlights over what the caller may see. */
#ifndef LAZO_DESK_SEARCH_API_H
#define LAZO_DESK_SEARCH_API_H

#include "http/route.h"

extern const Route search_routes[];

#endif
