/* The quote splitter: the first byte says whether the rest is HTML. Nothing comes out that did not go in, and something
 * is left of what has text. */
#include <stdlib.h>

#include "mail/mail_quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    WITH_ARENA arena = arena_new();
    Text body = text_make_utf8(arena, (Text){(const char *)data + 1, size - 1});
    bool is_html = data[0] % 2 == 1;
    MailReply split;
    mail_split_reply(arena, body, is_html, &split);
    check(text_is_utf8(split.reply) && text_is_utf8(split.quote) && text_is_utf8(split.signature) &&
          text_is_utf8(split.forwarded));
    if (is_html)
        return 0;
    check(split.reply.length + split.quote.length + split.signature.length + split.forwarded.length <= body.length + 4);
    bool has_words = false;
    for (size_t i = 0; i < body.length; i++)
        has_words |= (body.data[i] | 32) >= 'a' && (body.data[i] | 32) <= 'z';
    check(!has_words || split.reply.length > 0 || split.forwarded.length > 0);
    return 0;
}
