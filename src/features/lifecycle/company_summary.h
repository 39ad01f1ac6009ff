/* A company in numbers: its people, what they have open, what they bought, on which stages they are; and who might belong to
 * it by the domain of their address, which is a hint and no proof. */
#ifndef LAZO_LIFECYCLE_COMPANY_SUMMARY_H
#define LAZO_LIFECYCLE_COMPANY_SUMMARY_H

#include "http/route.h"

#define COMPANY_SUGGESTED_MAX 20

extern const Route company_summary_routes[];

#endif
