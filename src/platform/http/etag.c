#include "http/etag.h"

EtagMatch etag_read(Text header, int64_t *out_version)
{
    Text tag = text_trim(header);
    if (header.data == NULL)
        return ETAG_ABSENT;
    if (text_is(tag, "*"))
        return ETAG_ANY;
    if (text_starts_with(tag, TEXT("W/")))
        return ETAG_WEAK;
    if (text_find_byte(tag, ',', 0) != SIZE_MAX)
        return ETAG_SEVERAL;
    if (tag.length < 3 || tag.data[0] != '"' || tag.data[tag.length - 1] != '"')
        return ETAG_MALFORMED;
    Text digits = text_slice(tag, 1, tag.length - 1);
    int64_t version;
    if (digits.data[0] < '0' || digits.data[0] > '9' || !text_to_int(digits, &version))
        return ETAG_MALFORMED;
    *out_version = version;
    return ETAG_VERSION;
}

bool etag_names_text(Text header, Text tag)
{
    Text part;
    while (text_next_part(&header, ',', &part)) {
        part = text_trim(part);
        if (text_starts_with(part, TEXT("W/")))
            part = text_slice(part, 2, part.length);
        if (text_is(part, "*") || text_equals(part, tag))
            return true;
    }
    return false;
}

bool etag_names(Text header, int64_t version)
{
    char tag[INT_TEXT_BYTES + 2];
    if (header.data == NULL)
        return false;
    tag[0] = '"';
    size_t length = int_write(version, tag + 1);
    tag[length + 1] = '"';
    return etag_names_text(header, (Text){tag, length + 2});
}

Text etag_text(Arena *arena, int64_t version)
{
    return text_format(arena, "\"%lld\"", (long long)version);
}
