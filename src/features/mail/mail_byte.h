/* Single bytes of mail's grammars. */
#ifndef LAZO_MAIL_MAIL_BYTE_H
#define LAZO_MAIL_MAIL_BYTE_H

#include <stdbool.h>
#include <string.h>

/* Whether `byte` is one of `set`; a NUL never is. */
static inline bool byte_is_in(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

#endif
