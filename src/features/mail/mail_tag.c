#include "mail/mail_tag.h"

#include "base/digest.h"

/* "lz" 4711 "x" and 26 letters: 130 bits for 128, the last two always 0, so that a tag has one spelling only. */
#define MARK "lz"
#define MAC_BYTES 16
#define MAC_LETTERS 26
#define LOCAL_BYTES_MAX 64

typedef struct TagBytes {
    char bytes[MAIL_TAG_BYTES_MAX];
    size_t length;
} TagBytes;

static TagBytes tag_of(const unsigned char secret[MAIL_TAG_SECRET_BYTES], int64_t ticket_id)
{
    char message[sizeof("ticket:") + INT_TEXT_BYTES] = "ticket:";
    uint8_t mac[SHA256_BYTES];
    char number[INT_TEXT_BYTES];
    size_t digits = int_write(ticket_id, number);
    memcpy(message + strlen("ticket:"), number, digits);
    hmac_sha256((Text){(const char *)secret, MAIL_TAG_SECRET_BYTES}, (Text){message, strlen("ticket:") + digits}, mac);

    TagBytes tag = {.bytes = MARK, .length = strlen(MARK)};
    memcpy(tag.bytes + tag.length, number, digits);
    tag.length += digits;
    tag.bytes[tag.length++] = 'x';
    tag.length += base32_write(mac, MAC_BYTES, tag.bytes + tag.length);
    return tag;
}

Text mail_tag_make(Arena *arena, const unsigned char secret[MAIL_TAG_SECRET_BYTES], int64_t ticket_id)
{
    TagBytes tag = tag_of(secret, ticket_id);
    return text_copy(arena, (Text){tag.bytes, tag.length});
}

bool mail_tag_read(const unsigned char secret[MAIL_TAG_SECRET_BYTES], Text tag, int64_t *out_ticket_id)
{
    char lower[MAIL_TAG_BYTES_MAX];
    if (tag.length >= MAIL_TAG_BYTES_MAX || tag.length < strlen(MARK) + 2 + MAC_LETTERS)
        return false;
    for (size_t i = 0; i < tag.length; i++)
        lower[i] = tag.data[i] >= 'A' && tag.data[i] <= 'Z' ? (char)(tag.data[i] + 32) : tag.data[i];
    Text given = {lower, tag.length};
    size_t mac_at = tag.length - MAC_LETTERS;
    int64_t ticket_id;
    if (!text_starts_with(given, TEXT(MARK)) || lower[mac_at - 1] != 'x' ||
        !text_to_int(text_slice(given, strlen(MARK), mac_at - 1), &ticket_id) || ticket_id <= 0)
        return false;
    TagBytes right = tag_of(secret, ticket_id);
    if (!constant_time_equals((Text){right.bytes, right.length}, given))
        return false;
    *out_ticket_id = ticket_id;
    return true;
}

/* ---- where it stands ---- */

static size_t last_byte(Text text, char byte)
{
    for (size_t i = text.length; i > 0; i--) {
        if (text.data[i - 1] == byte)
            return i - 1;
    }
    return SIZE_MAX;
}

static bool is_letter_or_digit(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

Text mail_tag_of_address(Text address)
{
    size_t at = last_byte(address, '@');
    Text local = text_slice(address, 0, at == SIZE_MAX ? address.length : at);
    size_t plus = last_byte(local, '+');
    return plus == SIZE_MAX ? TEXT_NONE : text_slice(local, plus + 1, local.length);
}

Text mail_tag_of_subject(Text subject)
{
    for (size_t at = subject.length; at >= 2; at--) {
        if (subject.data[at - 2] != '[' || subject.data[at - 1] != '#')
            continue;
        size_t end = at;
        while (end < subject.length && end - at < MAIL_TAG_BYTES_MAX && is_letter_or_digit(subject.data[end]))
            end++;
        Text tag = text_slice(subject, at, end);
        if (end < subject.length && subject.data[end] == ']' && text_starts_with_ascii_case(tag, TEXT(MARK)))
            return tag;
    }
    return TEXT_NONE;
}

Text mail_tag_address(Arena *arena, Text address, Text tag)
{
    size_t at = last_byte(address, '@');
    if (at == SIZE_MAX || at + 1 + tag.length > LOCAL_BYTES_MAX)
        return TEXT_NONE;
    return text_format(arena, "%.*s+%.*s%.*s", (int)at, address.data, TEXT_ARG(tag),
                       TEXT_ARG(text_slice(address, at, address.length)));
}

Text mail_tag_subject(Arena *arena, Text subject, Text tag)
{
    if (text_equals_ascii_case(mail_tag_of_subject(subject), tag))
        return subject;
    return text_format(arena, "%.*s%s[#%.*s]", TEXT_ARG(subject), subject.length > 0 ? " " : "", TEXT_ARG(tag));
}

Text mail_tag_free_address(Arena *arena, Text address)
{
    size_t at = last_byte(address, '@');
    size_t plus = text_find_byte(address, '+', 0);
    if (at == SIZE_MAX || plus == SIZE_MAX || plus == 0 || plus > at)
        return address;
    return text_format(arena, "%.*s%.*s", (int)plus, address.data, TEXT_ARG(text_slice(address, at, address.length)));
}
