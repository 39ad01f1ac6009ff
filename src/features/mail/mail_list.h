/* Lists of words, ended by NULL, that folded texts are compared with. */
#ifndef LAZO_MAIL_MAIL_LIST_H
#define LAZO_MAIL_MAIL_LIST_H

#include "base/text.h"

static inline bool mail_starts_with_one_of(Text folded, const char *const *list)
{
    for (; *list; list++) {
        if (text_starts_with(folded, text_of(*list)))
            return true;
    }
    return false;
}

static inline bool mail_contains_one_of(Text folded, const char *const *list)
{
    for (; *list; list++) {
        if (text_find(folded, text_of(*list), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static inline bool mail_is_one_of(Text folded, const char *const *list)
{
    for (; *list; list++) {
        if (text_is(folded, *list))
            return true;
    }
    return false;
}

#endif
