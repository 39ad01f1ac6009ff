#include "channel/mail_too_large.h"

#include "base/buffer.h"
#include "http/language.h"

static const char *const notices[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] =
        "This message has %llu MiB, more than Lazo takes (64 MiB). It was left in the mailbox; look at it there.",
    [LANGUAGE_ES] = "Este mensaje tiene %llu MiB, más de lo que Lazo toma (64 MiB). Se dejó en el buzón; míralo allí.",
    [LANGUAGE_PT] =
        "Esta mensagem tem %llu MiB, mais do que o Lazo toma (64 MiB). Ficou na caixa de correio; veja-a lá.",
};

/* Headers of the body that does not come along. */
static bool is_of_body(Text line)
{
    return text_starts_with_ascii_case(line, TEXT("content-")) ||
           text_starts_with_ascii_case(line, TEXT("mime-version"));
}

static void headers_add(Buffer *out, Text headers)
{
    bool is_left_out = false;
    Text line;
    while (text_next_line(&headers, &line) && !text_is_empty(line)) {
        bool is_folded = line.data[0] == ' ' || line.data[0] == '\t';
        if (!is_folded)
            is_left_out = is_of_body(line);
        if (is_left_out)
            continue;
        buffer_add_text(out, line);
        buffer_add_string(out, "\r\n");
    }
}

Text mail_too_large_notice(Arena *arena, Text headers, uint64_t size, const char *language)
{
    Buffer out = buffer_new(arena, 4 * MAIL_HEADERS_BYTES_MAX);
    headers_add(&out, text_slice(headers, 0, MAIL_HEADERS_BYTES_MAX));
    buffer_add_string(&out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: 8bit\r\n\r\n");
    buffer_addf(&out, notices[language_of(text_of(language))], (unsigned long long)(size >> 20));
    buffer_add_string(&out, "\r\n");
    return buffer_text(&out);
}
