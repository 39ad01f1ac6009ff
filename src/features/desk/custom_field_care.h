/* Care of custom fields: how much one is used, and another type for it without losing what is stored. */
#ifndef LAZO_DESK_CUSTOM_FIELD_CARE_H
#define LAZO_DESK_CUSTOM_FIELD_CARE_H

#include "desk/custom_field.h"

extern const Route custom_field_care_routes[];

#endif
