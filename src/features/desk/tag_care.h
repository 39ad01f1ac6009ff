/* Care of tags: how much each is used, and two made one. */
#ifndef LAZO_DESK_TAG_CARE_H
#define LAZO_DESK_TAG_CARE_H

#include "desk/tag.h"

#define TAG_MERGE_MAX 50000 /* taggings; beyond, tags are cleared in parts first */

/* What carries `from` carries `into` afterwards, and `from` is gone; tag.merged, tag.removed. FAULT_CONFLICT when they are
 * the same, FAULT_LIMIT over TAG_MERGE_MAX uses. */
MUST_CHECK Result tag_merge(Work *work, int64_t from_id, int64_t into_id);

extern const Route tag_care_routes[];

#endif
