/* Markdown of agents as harmless HTML: CommonMark with tables, strikethrough and links of bare addresses (GitHub's flavour);
 * a single line end is a line break, as people write mail. */
#ifndef LAZO_MAIL_MAIL_MARKDOWN_H
#define LAZO_MAIL_MAIL_MARKDOWN_H

#include "base/text.h"

#define MARKDOWN_BYTES_MAX 100000 /* longer text is shown as it is written */

/* Sanitised (html_sanitise); never fails: what is too long or too deep becomes escaped text. HTML inside is shown as text or
 * left out, never taken over. */
Text mail_markdown_html(Arena *arena, Text markdown);

#endif
