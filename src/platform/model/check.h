/* Checks of one value against its field; inside model/ only. */
#ifndef LAZO_MODEL_CHECK_H
#define LAZO_MODEL_CHECK_H

#include "model/entity.h"

/* Each notes the fault with its pointer and answers false. */
bool check_text(Work *work, const Field *field, Text *text, Text pointer);
bool check_int(Work *work, const Field *field, int64_t value, Text pointer);
bool check_time(Work *work, int64_t at_ms, Text pointer);
bool check_choice(Work *work, const Field *field, Text code, Text pointer, int64_t *out_index);
/* Notes reference faults: absent rows and rows the actor may not see look alike. */
MUST_CHECK Result check_reference(Work *work, const Field *field, int64_t id, Text pointer, bool *out_is_good);
/* "2026-01-05" */
bool day_read(Text text, int64_t *out_day);

#endif
