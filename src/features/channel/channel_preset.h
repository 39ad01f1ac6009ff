/* What the common providers' mailboxes are set up with, so that a person only types address and password. The values are
 * those of the providers' own help pages. */
#ifndef LAZO_CHANNEL_CHANNEL_PRESET_H
#define LAZO_CHANNEL_CHANNEL_PRESET_H

#include "http/route.h"

/* {"data": [{"name", "title", "domains", "imap_host", …, "hint"}]}, hints in the caller's language. */
MUST_CHECK Result channel_presets_show(Work *work, const Request *request, Answer *answer);
extern const char channel_presets_schema[];

#endif
