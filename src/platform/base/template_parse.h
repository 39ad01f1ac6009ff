/* A Mustache template as a flat list of tokens; sections know how long they are. Standalone lines are already taken out. */
#ifndef LAZO_BASE_TEMPLATE_PARSE_H
#define LAZO_BASE_TEMPLATE_PARSE_H

#include "base/template.h"

typedef enum TokenKind {
    TOKEN_TEXT,
    TOKEN_VALUE,    /* {{x}} */
    TOKEN_RAW,      /* {{{x}}} and {{&x}} */
    TOKEN_SECTION,  /* {{#x}} */
    TOKEN_INVERTED, /* {{^x}} */
    TOKEN_END,      /* {{/x}} */
    TOKEN_PARTIAL,  /* {{>x}} */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Text text;     /* the literal text or the name */
    Text indent;   /* of a partial alone on its line */
    size_t length; /* of a section: tokens inside it, its TOKEN_END left out */
} Token;

typedef struct TokenList {
    Token *items;
    size_t count;
} TokenList;

/* Texts of the tokens lie in `source`. FAULT_INVALID and FAULT_LIMIT as template_render. */
MUST_CHECK Result template_parse(Arena *arena, Text source, TokenList *out_tokens);

#endif
