/* The compressed RTF of Outlook (MS-OXRTFCP) and its text. */
#ifndef LAZO_MAIL_MAIL_RTF_H
#define LAZO_MAIL_MAIL_RTF_H

#include "base/text.h"

/* False when the bytes are no compressed RTF or promise more than `bytes_max`. */
bool mail_rtf_unpack(Arena *arena, Text bytes, size_t bytes_max, Text *out_rtf);
/* The words of an RTF document, paragraphs as lines. */
Text mail_rtf_text(Arena *arena, Text rtf);

#endif
