#include "webhook/webhook_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef struct Network {
    uint32_t address;
    int bits;
} Network;

static bool ipv4_is_public(uint32_t address)
{
    static const Network closed[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
        {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4},
    };
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        uint32_t mask = ~(uint32_t)0 << (32 - closed[i].bits);
        if ((address & mask) == closed[i].address)
            return false;
    }
    return true;
}

static uint32_t ipv4_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool ipv6_is_public(const uint8_t bytes[16])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t translated[12] = {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, translated, sizeof translated) == 0)
        return ipv4_is_public(ipv4_at(bytes + 12));
    if ((bytes[0] & 0xE0) != 0x20) /* 2000::/3 is what is given out */
        return false;
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return ipv4_is_public(ipv4_at(bytes + 2));
    bool is_special = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02; /* 2001::/23: Teredo, ORCHID … */
    bool is_example = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
    bool is_example_too = bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10; /* RFC 9637 */
    return !is_special && !is_example && !is_example_too;
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ipv4_is_public(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return ipv6_is_public(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return false;
}

bool webhook_address_is_free(void)
{
    const char *words = getenv(WEBHOOK_PRIVATE_VARIABLE);
    return words && (strcmp(words, "yes") == 0 || strcmp(words, "1") == 0);
}

/* The host of "https://HOST[:PORT][/…]"; empty when there is none, or a user name before it. */
static Text host_of(Text rest)
{
    size_t end = 0;
    while (end < rest.length && strchr("/?#", rest.data[end]) == NULL)
        end++;
    Text authority = text_slice(rest, 0, end);
    if (text_find_byte(authority, '@', 0) != SIZE_MAX || text_find_byte(authority, '\\', 0) != SIZE_MAX)
        return TEXT_NONE;
    if (text_starts_with(authority, TEXT("["))) {
        size_t bracket = text_find_byte(authority, ']', 0);
        return bracket == SIZE_MAX ? TEXT_NONE : text_slice(authority, 1, bracket);
    }
    size_t colon = text_find_byte(authority, ':', 0);
    return colon == SIZE_MAX ? authority : text_slice(authority, 0, colon);
}

/* What can be told without asking anybody. */
static bool host_leads_inside(Arena *arena, Text host)
{
    static const char *const endings[] = {"localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa"};
    Text lower = text_lower_ascii(arena, host);
    while (text_ends_with(lower, TEXT(".")))
        lower = text_slice(lower, 0, lower.length - 1);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (text_is(lower, endings[i]) || (i > 0 && text_ends_with(lower, text_of(endings[i]))))
            return true;
    }
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    const char *words = text_string(arena, lower);
    if (inet_aton(words, &four.sin_addr)) /* also 127.1, 2130706433 and 0x7f.1 */
        return !address_is_public((const struct sockaddr *)(const void *)&four);
    if (inet_pton(AF_INET6, words, &six.sin6_addr) == 1)
        return !address_is_public((const struct sockaddr *)(const void *)&six);
    return false;
}

Result webhook_address_check(Arena *arena, Text url)
{
    bool is_free = webhook_address_is_free();
    bool is_https = text_starts_with_ascii_case(url, TEXT("https://"));
    if (!is_https && !(is_free && text_starts_with_ascii_case(url, TEXT("http://"))))
        return fail(FAULT_INVALID, "The address must begin with https://.");
    Text host = host_of(text_slice(url, is_https ? 8 : 7, url.length));
    for (size_t i = 0; i < url.length; i++) {
        if ((unsigned char)url.data[i] <= ' ' || (unsigned char)url.data[i] == 0x7F)
            return fail(FAULT_INVALID, "The address has a space or a control character.");
    }
    if (text_is_empty(host))
        return fail(FAULT_INVALID, "The address must name a host, without a user name.");
    if (!is_free && host_leads_inside(arena, host))
        return fail(FAULT_INVALID, "The address leads into a private network, where nothing is sent to.");
    return done();
}
