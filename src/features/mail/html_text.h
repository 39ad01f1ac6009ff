/* HTML as text that a person can read: paragraphs, lists, quotes with "> ", table cells apart. */
#ifndef LAZO_MAIL_HTML_TEXT_H
#define LAZO_MAIL_HTML_TEXT_H

#include "base/text.h"

/* Signs that html_text writes on lines of their own when asked for marks; never in the text itself. */
#define HTML_MARK_QUOTE_START '\001'
#define HTML_MARK_QUOTE_END '\002'
#define HTML_MARK_SIGNATURE_START '\003'
#define HTML_MARK_SIGNATURE_END '\004'

typedef struct HtmlTextOptions {
    bool with_links; /* "text <https://…>" where the text does not show the address itself */
    bool with_marks; /* where mail programs say that a quote or signature begins and ends */
} HtmlTextOptions;

/* Never fails: what is too large or too deep is stripped of its tags instead. */
Text html_text(Arena *arena, Text html, HtmlTextOptions options);

#endif
