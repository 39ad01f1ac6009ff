/* Who stands on a stage now, a page at a time: the columns of the journey board. By value (the greatest first) or by the
 * time they have been there (the longest first), each served by an index. */
#ifndef LAZO_LIFECYCLE_STAGE_MEMBERS_H
#define LAZO_LIFECYCLE_STAGE_MEMBERS_H

#include "http/route.h"

extern const Route stage_members_routes[];

#endif
