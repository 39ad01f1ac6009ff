#include "mail/mail_address.h"

#include "mail/mail_byte.h"

/* Bounds of RFC 5321 section 4.5.3.1. */
#define LOCAL_BYTES_MAX 64
#define DOMAIN_BYTES_MAX 253
#define LABEL_BYTES_MAX 63

static bool is_alnum(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
}

static bool is_atom(char byte)
{
    return is_alnum(byte) || (unsigned char)byte >= 128 || byte_is_in(byte, "!#$%&'*+-/=?^_`{|}~");
}

/* Skips one comment, nested ones counted; false when it is not closed. */
static bool comment_skip(Text text, size_t *at)
{
    int depth = 0;
    for (; *at < text.length; (*at)++) {
        char byte = text.data[*at];
        if (byte == '\\')
            (*at)++;
        else if (byte == '(')
            depth++;
        else if (byte == ')' && --depth == 0) {
            (*at)++;
            return true;
        }
    }
    return false;
}

static bool filler_skip(Text text, size_t *at)
{
    while (*at < text.length && (text.data[*at] == ' ' || text.data[*at] == '\t' || text.data[*at] == '(')) {
        if (text.data[*at] != '(')
            (*at)++;
        else if (!comment_skip(text, at))
            return false;
    }
    return true;
}

static bool quoted_skip(Text text, size_t *at)
{
    for ((*at)++; *at < text.length; (*at)++) {
        unsigned char byte = (unsigned char)text.data[*at];
        if (byte == '"') {
            (*at)++;
            return true;
        }
        if (byte == '\\')
            (*at)++;
        else if ((byte < 32 && byte != '\t') || byte == 127)
            return false;
    }
    return false;
}

/* Words of atoms or quoted strings with single dots between them. */
static bool local_skip(Text text, size_t *at)
{
    for (;;) {
        if (!filler_skip(text, at) || *at >= text.length)
            return false;
        size_t from = *at;
        if (text.data[*at] == '"') {
            if (!quoted_skip(text, at))
                return false;
        } else {
            while (*at < text.length && is_atom(text.data[*at]))
                (*at)++;
        }
        if (*at == from || !filler_skip(text, at))
            return false;
        if (*at >= text.length || text.data[*at] != '.')
            return true;
        (*at)++;
    }
}

static bool literal_skip(Text text, size_t *at)
{
    size_t close = text_find_byte(text, ']', *at);
    if (close == SIZE_MAX || close == *at + 1)
        return false;
    for (size_t i = *at + 1; i < close; i++) {
        if (text.data[i] == '[' || text.data[i] == '\\' || (unsigned char)text.data[i] < 33)
            return false;
    }
    *at = close + 1;
    return true;
}

static bool domain_skip(Text text, size_t *at)
{
    if (*at < text.length && text.data[*at] == '[')
        return literal_skip(text, at);
    size_t labels = 0;
    for (;;) {
        if (!filler_skip(text, at))
            return false;
        size_t from = *at;
        while (*at < text.length && (is_alnum(text.data[*at]) || text.data[*at] == '-' || text.data[*at] == '_' ||
                                     (unsigned char)text.data[*at] >= 128))
            (*at)++;
        size_t length = *at - from;
        if (length == 0 || length > LABEL_BYTES_MAX || text.data[from] == '-' || text.data[*at - 1] == '-')
            return false;
        labels++;
        if (!filler_skip(text, at))
            return false;
        if (*at >= text.length || text.data[*at] != '.')
            return labels >= 1;
        (*at)++;
    }
}

bool mail_address_is_valid(Text address)
{
    size_t at = 0;
    if (!local_skip(address, &at) || at >= address.length || address.data[at] != '@')
        return false;
    if (at > LOCAL_BYTES_MAX)
        return false;
    size_t domain_from = ++at;
    return domain_skip(address, &at) && filler_skip(address, &at) && at == address.length &&
           at - domain_from <= DOMAIN_BYTES_MAX;
}
