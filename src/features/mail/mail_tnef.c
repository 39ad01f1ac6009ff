#include "mail/mail_tnef.h"

#include "base/buffer.h"
#include "mail/mail_charset.h"
#include "mail/mail_rtf.h"

#define TNEF_SIGNATURE 0x223e9f78U
#define ATTRIBUTES_MAX 20000

/* Attribute ids (MS-OXTNEF 2.1.3.3), the low half of the tag. */
enum {
    BODY = 0x800c,
    FILE_DATA = 0x800f,
    FILE_TITLE = 0x8010,
    FILE_START = 0x9002,
    PROPERTIES = 0x9003,
    FILE_PROPERTIES = 0x9005,
    CODE_PAGE = 0x9007
};
/* MAPI property ids that are read. */
enum {
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_DATA = 0x3701,
    PROPERTY_LONG_NAME = 0x3707,
    PROPERTY_DISPLAY_NAME = 0x3001
};

typedef struct Cursor {
    const unsigned char *at;
    size_t left;
} Cursor;

typedef struct TnefReader {
    Arena *arena;
    MailTnef *out;
    Text charset;
} TnefReader;

static uint32_t take_number(Cursor *cursor, size_t bytes, bool *out_is_short)
{
    uint32_t value = 0;
    if (cursor->left < bytes) {
        *out_is_short = true;
        cursor->left = 0;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value |= (uint32_t)cursor->at[i] << (8 * i);
    cursor->at += bytes;
    cursor->left -= bytes;
    return value;
}

static Text take_bytes(Cursor *cursor, size_t length)
{
    if (length > cursor->left)
        length = cursor->left;
    Text bytes = {(const char *)cursor->at, length};
    cursor->at += length;
    cursor->left -= length;
    return bytes;
}

static Text string_text(TnefReader *reader, Text bytes, bool is_wide)
{
    if (is_wide)
        return mail_charset_decode(reader->arena, bytes, TEXT("utf-16le"), NULL);
    size_t end = text_find_byte(bytes, '\0', 0);
    return mail_charset_decode(reader->arena, end == SIZE_MAX ? bytes : text_slice(bytes, 0, end), reader->charset,
                               NULL);
}

static MailTnefFile *file_now(TnefReader *reader)
{
    return reader->out->count > 0 ? &reader->out->files[reader->out->count - 1] : NULL;
}

static void property_take(TnefReader *reader, uint32_t id, uint32_t type, Text value, bool is_file)
{
    MailTnef *out = reader->out;
    MailTnefFile *file = file_now(reader);
    bool is_wide = type == 0x1f;
    Text rtf;
    if (is_file && file) {
        if (id == PROPERTY_LONG_NAME || (id == PROPERTY_DISPLAY_NAME && text_is_empty(file->name)))
            file->name = string_text(reader, value, is_wide);
        else if (id == PROPERTY_DATA && text_is_empty(file->content))
            file->content = type == 0x0d ? text_slice(value, 16, value.length) : value;
    } else if (!is_file && id == PROPERTY_BODY && (type == 0x1e || type == 0x1f)) {
        out->text = string_text(reader, value, is_wide);
        out->has_text = !text_is_empty(out->text);
    } else if (!is_file && id == PROPERTY_HTML) {
        out->html = string_text(reader, value, is_wide);
        out->has_html = !text_is_empty(out->html);
    } else if (!is_file && id == PROPERTY_RTF && !out->has_text &&
               mail_rtf_unpack(reader->arena, value, MAIL_TNEF_RTF_BYTES_MAX, &rtf)) {
        out->text = mail_rtf_text(reader->arena, rtf);
        out->has_text = !text_is_empty(out->text);
    }
}

/* Bytes of one value of a fixed type, 0 for types with a length of their own. */
static size_t fixed_bytes(uint32_t type)
{
    switch (type & 0x0fff) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0a:
    case 0x0b: return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40: return 8;
    case 0x48: return 16;
    default: return 0;
    }
}

static void name_skip(Cursor *cursor, bool *out_is_short)
{
    take_bytes(cursor, 16);
    if (take_number(cursor, 4, out_is_short) == 0) {
        take_number(cursor, 4, out_is_short);
        return;
    }
    size_t length = take_number(cursor, 4, out_is_short);
    take_bytes(cursor, (length + 3) & ~(size_t)3);
}

static void properties_read(TnefReader *reader, Text bytes, bool is_file)
{
    Cursor cursor = {(const unsigned char *)bytes.data, bytes.length};
    bool is_short = false;
    uint32_t count = take_number(&cursor, 4, &is_short);
    for (uint32_t i = 0; i < count && i < MAIL_TNEF_PROPERTIES_MAX && !is_short && cursor.left > 0; i++) {
        uint32_t type = take_number(&cursor, 2, &is_short);
        uint32_t id = take_number(&cursor, 2, &is_short);
        if (id >= 0x8000)
            name_skip(&cursor, &is_short);
        size_t fixed = fixed_bytes(type);
        uint32_t values = (type & 0x1000) || fixed == 0 ? take_number(&cursor, 4, &is_short) : 1;
        for (uint32_t k = 0; k < values && k < MAIL_TNEF_PROPERTIES_MAX && !is_short && cursor.left > 0; k++) {
            size_t length = fixed > 0 ? fixed : take_number(&cursor, 4, &is_short);
            Text value = take_bytes(&cursor, length);
            if (fixed == 0 && length % 4 != 0)
                take_bytes(&cursor, 4 - length % 4);
            if (k == 0)
                property_take(reader, id, type & 0x0fff, value, is_file);
        }
    }
}

static void attribute_take(TnefReader *reader, uint32_t id, Text value)
{
    MailTnef *out = reader->out;
    bool is_short = false;
    Cursor cursor = {(const unsigned char *)value.data, value.length};
    if (id == FILE_START && out->count < MAIL_TNEF_FILES_MAX)
        out->files[out->count++] = (MailTnefFile){TEXT(""), TEXT("")};
    else if (id == FILE_DATA && file_now(reader))
        file_now(reader)->content = value;
    else if (id == FILE_TITLE && file_now(reader) && text_is_empty(file_now(reader)->name))
        file_now(reader)->name = string_text(reader, value, false);
    else if (id == FILE_PROPERTIES)
        properties_read(reader, value, true);
    else if (id == PROPERTIES)
        properties_read(reader, value, false);
    else if (id == BODY && !out->has_text) {
        out->text = string_text(reader, value, false);
        out->has_text = !text_is_empty(out->text);
    } else if (id == CODE_PAGE && value.length >= 4) {
        uint32_t page = take_number(&cursor, 4, &is_short);
        reader->charset = page == 65001 ? TEXT("utf-8") : text_format(reader->arena, "windows-%u", page);
        if (page < 1250 || page > 1258)
            reader->charset = page == 65001 ? TEXT("utf-8") : text_format(reader->arena, "cp%u", page);
    }
}

bool mail_tnef_read(Arena *arena, Text bytes, MailTnef *out)
{
    Cursor cursor = {(const unsigned char *)bytes.data, bytes.length};
    bool is_short = false;
    if (take_number(&cursor, 4, &is_short) != TNEF_SIGNATURE || is_short)
        return false;
    take_number(&cursor, 2, &is_short);
    *out = (MailTnef){.files = ARENA_ARRAY(arena, MailTnefFile, MAIL_TNEF_FILES_MAX)};
    TnefReader reader = {arena, out, TEXT_NONE};
    for (int i = 0; i < ATTRIBUTES_MAX && cursor.left >= 9; i++) {
        uint32_t level = take_number(&cursor, 1, &is_short);
        uint32_t tag = take_number(&cursor, 4, &is_short);
        uint32_t length = take_number(&cursor, 4, &is_short);
        if (is_short || (level != 1 && level != 2))
            break;
        attribute_take(&reader, tag & 0xffff, take_bytes(&cursor, length));
        take_bytes(&cursor, 2);
    }
    return true;
}
