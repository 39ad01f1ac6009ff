/* The demo writes as programs do: JSON objects by the dictionary, through each entity's own use cases. */
#ifndef LAZO_APP_DEMO_POST_H
#define LAZO_APP_DEMO_POST_H

#include "model/entity.h"

/* POST of a resource by its plural name; *out_id may be NULL. A fault names the field. */
MUST_CHECK Result demo_post(Work *work, const char *plural, Text json, int64_t *out_id);
/* PATCH of the stored record, whatever its version. */
MUST_CHECK Result demo_patch(Work *work, const char *plural, int64_t id, Text json);

#endif
