/* Everything that is wanted of one HTML body, out of one parse. */
#ifndef LAZO_MAIL_HTML_READ_H
#define LAZO_MAIL_HTML_READ_H

#include "base/text.h"

typedef struct HtmlReading {
    Text text;     /* for people, with the addresses of links */
    Text marked;   /* for the quote splitter, with marks */
    bool is_shown; /* html is there; otherwise it was too large or too deep */
    Text html;     /* sanitised */
} HtmlReading;

/* What else than the sanitised HTML is wanted; the text is given too where the HTML shows nothing. */
typedef struct HtmlWanted {
    bool text;
    bool marked;
} HtmlWanted;

void html_read(Arena *arena, Text html, HtmlWanted wanted, HtmlReading *out);

#endif
