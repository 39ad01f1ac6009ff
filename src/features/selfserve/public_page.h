/* Pages that customers see: plain HTML from the server, no scripts, one style sheet inside, in their language. */
#ifndef LAZO_SELFSERVE_PUBLIC_PAGE_H
#define LAZO_SELFSERVE_PUBLIC_PAGE_H

#include "http/route.h"

/* Mustache (embed_pages.py); page_head and page_foot are partials of the others. */
extern const char page_page_head[];
extern const char page_page_foot[];
extern const char page_ticket[];
extern const char page_notice[];

typedef enum PublicLanguage { PUBLIC_ES, PUBLIC_EN, PUBLIC_PT, PUBLIC_LANGUAGES } PublicLanguage;
extern const char *const public_language_codes[PUBLIC_LANGUAGES];
/* The customer's own language, else what the browser or the workspace says (work->actor.language). */
PublicLanguage public_language(const Work *work, Text own);

/* "25 de noviembre de 2026, 10:30"; in the zone. */
Text public_time(Arena *arena, PublicLanguage language, const Zone *zone, int64_t at_ms);
/* "1,5 MB". */
Text public_size(Arena *arena, PublicLanguage language, int64_t bytes);

/* Begins the values of a page: an open JSON object with what every page shows; the caller adds its own, ends the object
 * and hands the buffer to public_page_answer. */
void public_page_begin(Work *work, PublicLanguage language, Text title, Json *json, Text *out_nonce);
/* Renders and sets type, policy (no scripts, nothing from elsewhere, forms only to us) and status. */
MUST_CHECK Result public_page_answer(Work *work, const char *page, Text values, Text nonce, int status, Answer *answer);
/* A page with a heading and a sentence. */
MUST_CHECK Result public_notice(Work *work, PublicLanguage language, Text heading, Text words, int status,
                                Answer *answer);

#endif
