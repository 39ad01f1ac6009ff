/* Reports over HTTP: GET /api/v1/reports and GET /api/v1/reports/{metric}. */
#ifndef LAZO_INSIGHT_REPORT_API_H
#define LAZO_INSIGHT_REPORT_API_H

#include "http/route.h"

extern const Route insight_routes[];

#endif
