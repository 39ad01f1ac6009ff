/* HTML of strangers made harmless by an allow-list: elements and attributes that are not listed vanish, so do styles,
 * ids and classes. Remote images are held back (data-remote-src), images of the same message become data-cid; links are
 * http, https, mailto or tel and open apart. Sanitising the result again changes nothing. */
#ifndef LAZO_MAIL_HTML_SANITISE_H
#define LAZO_MAIL_HTML_SANITISE_H

#include "base/text.h"

#define HTML_URL_BYTES_MAX 8192
#define HTML_DATA_IMAGE_BYTES_MAX ((size_t)1 << 20)

/* FAULT_LIMIT when it is too large or too deep; show the text instead. The input is UTF-8. */
MUST_CHECK Result html_sanitise(Arena *arena, Text html, Text *out_html);

/* Text as HTML: escaped, line ends as <br>. */
Text html_from_text(Arena *arena, Text text);

#endif
