/* Mustache templates (https://mustache.github.io/mustache.5.html and the official specification: interpolation,
 * sections, inverted, comments, delimiters, partials; lambdas are not offered). Values come from JSON. `{{x}}` is escaped
 * for HTML, `{{{x}}}` and `{{&x}}` are not. Sections take null, false, 0, an empty text and an empty list for no; lists and
 * objects themselves show nothing. */
#ifndef LAZO_BASE_TEMPLATE_H
#define LAZO_BASE_TEMPLATE_H

#include "base/json.h"

#define TEMPLATE_DEPTH_MAX 32             /* nested sections and partials */
#define TEMPLATE_OUTPUT_BYTES_MAX 1048576 /* rendered size */
#define TEMPLATE_SOURCE_BYTES_MAX 1048576 /* of a template or a partial with its indentation */

typedef enum TemplateEscape { TEMPLATE_HTML, TEMPLATE_PLAIN } TemplateEscape;

/* FAULT_INVALID names the line of a malformed tag; FAULT_LIMIT over the bounds. `partials` is an object of name to
 * template text, or NULL. */
MUST_CHECK Result template_render(Arena *arena, Text source, const JsonValue *values, const JsonValue *partials,
                                  TemplateEscape escape, Text *out_text);
/* Only checks the syntax. */
MUST_CHECK Result template_check(Arena *arena, Text source);

#endif
