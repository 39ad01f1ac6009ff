/* File names as they are stored and said to browsers: what came from outside becomes one safe line. */
#include "desk/attachment.h"

#define NAME_BYTES_READ_MAX 4096

/* Direction marks and other characters that make a name look like another, and separators of any system. */
static bool is_forbidden(uint32_t codepoint)
{
    if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0))
        return true;
    if (codepoint < 0x80)
        return strchr("/\\:*?\"<>|", (int)codepoint) != NULL;
    return (codepoint >= 0x200b && codepoint <= 0x200f) || (codepoint >= 0x2028 && codepoint <= 0x202e) ||
           (codepoint >= 0x2060 && codepoint <= 0x206f) || codepoint == 0xfeff || codepoint == 0xfffd ||
           (codepoint >= 0xfff9 && codepoint <= 0xfffb) || (codepoint >= 0xe0000 && codepoint <= 0xe007f);
}

static Text without_forbidden(Arena *arena, Text name)
{
    Buffer out = buffer_new(arena, 4 * NAME_BYTES_READ_MAX);
    size_t at = 0;
    while (at < name.length) {
        uint32_t codepoint = text_next_codepoint(name, &at);
        if (is_forbidden(codepoint))
            buffer_add_byte(&out, '_');
        else
            buffer_add_codepoint(&out, codepoint);
    }
    return buffer_text(&out);
}

/* Keeps the extension when the name is too long. */
static Text shortened(Arena *arena, Text name)
{
    if (name.length <= ATTACHMENT_NAME_BYTES_MAX)
        return name;
    size_t dot = name.length;
    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    size_t extension = dot > 0 ? name.length - dot + 1 : 0;
    if (extension == 0 || extension > 16)
        return text_cut(name, ATTACHMENT_NAME_BYTES_MAX);
    Text stem = text_cut(name, ATTACHMENT_NAME_BYTES_MAX - extension);
    return text_format(arena, "%.*s%.*s", TEXT_ARG(stem), TEXT_ARG(text_slice(name, dot - 1, name.length)));
}

Text attachment_safe_name(Arena *arena, Text name)
{
    /* Only the last part of a path, and its final normal form is what is checked. */
    name = text_slice(name, name.length > NAME_BYTES_READ_MAX ? name.length - NAME_BYTES_READ_MAX : 0, name.length);
    for (size_t i = name.length; i > 0; i--) {
        if (name.data[i - 1] == '/' || name.data[i - 1] == '\\') {
            name = text_slice(name, i, name.length);
            break;
        }
    }
    Text safe = text_trim(without_forbidden(arena, text_normalize(arena, text_make_utf8(arena, name))));
    while (safe.length > 0 && (safe.data[0] == '.' || safe.data[0] == ' '))
        safe = text_slice(safe, 1, safe.length);
    while (safe.length > 0 && (safe.data[safe.length - 1] == '.' || safe.data[safe.length - 1] == ' '))
        safe = text_slice(safe, 0, safe.length - 1);
    return safe.length == 0 ? TEXT("file") : shortened(arena, safe);
}

Text attachment_disposition(Arena *arena, Text name)
{
    static const char hex[] = "0123456789ABCDEF";
    Text safe = attachment_safe_name(arena, name);
    Buffer out = buffer_new(arena, 8 * ATTACHMENT_NAME_BYTES_MAX + 64);
    buffer_add_string(&out, "attachment; filename=\"");
    size_t at = 0;
    while (at < safe.length) {
        uint32_t codepoint = text_next_codepoint(safe, &at);
        buffer_add_byte(&out, codepoint < 0x80 && codepoint != '%' ? (char)codepoint : '_');
    }
    buffer_add_string(&out, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < safe.length; i++) {
        unsigned char c = (unsigned char)safe.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                        c == '-' || c == '_';
        if (is_plain) {
            buffer_add_byte(&out, (char)c);
            continue;
        }
        buffer_add_byte(&out, '%');
        buffer_add_byte(&out, hex[c >> 4]);
        buffer_add_byte(&out, hex[c & 15]);
    }
    return buffer_text(&out);
}

const char *attachment_safe_type(Text type)
{
    static const char *const safe[] = {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/bmp",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/mp4",
        "video/mp4",
        "video/webm",
        "application/zip",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };
    Text plain = text_trim(text_slice(type, 0, text_find_byte(type, ';', 0)));
    for (size_t i = 0; i < sizeof(safe) / sizeof(safe[0]); i++) {
        if (text_equals_ascii_case(plain, text_of(safe[i])))
            return safe[i];
    }
    return text_equals_ascii_case(plain, TEXT("text/plain")) ? "text/plain; charset=utf-8" : "application/octet-stream";
}
