#include "base/digest.h"

#include <errno.h>
#include <semaphore.h>
#include <sodium.h>

#define TOKEN_BYTES_MAX 64

_Static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "room for a password hash");
_Static_assert(SHA256_BYTES == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");

struct Sha256 {
    crypto_hash_sha256_state state;
};

/* Each hash needs 64 MiB. */
static sem_t password_seats;
static bool has_setup;

Result digest_setup(void)
{
    if (has_setup)
        return done();
    if (sodium_init() < 0)
        return fail(FAULT_BROKEN, "The machine gives no random numbers.");
    if (sem_init(&password_seats, 0, PASSWORD_PARALLEL_MAX) != 0)
        return fail(FAULT_BROKEN, "The machine gives no semaphore.");
    has_setup = true;
    return done();
}

static const unsigned char *bytes_of(Text text)
{
    return (const unsigned char *)(text.data ? text.data : "");
}

void sha256(Text bytes, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256(out, bytes_of(bytes), bytes.length);
}

void sha256_hex(Text bytes, char out[SHA256_HEX_BYTES])
{
    uint8_t hash[SHA256_BYTES];
    sha256(bytes, hash);
    sodium_bin2hex(out, SHA256_HEX_BYTES, hash, sizeof hash);
}

Sha256 *sha256_start(Arena *arena)
{
    Sha256 *state = ARENA_NEW(arena, Sha256);
    crypto_hash_sha256_init(&state->state);
    return state;
}

void sha256_add(Sha256 *state, Text bytes)
{
    crypto_hash_sha256_update(&state->state, bytes_of(bytes), bytes.length);
}

void sha256_end_hex(Sha256 *state, char out[SHA256_HEX_BYTES])
{
    uint8_t hash[SHA256_BYTES];
    crypto_hash_sha256_final(&state->state, hash);
    sodium_bin2hex(out, SHA256_HEX_BYTES, hash, sizeof hash);
}

void hmac_sha256(Text key, Text message, uint8_t out[SHA256_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.length);
    crypto_auth_hmacsha256_update(&state, bytes_of(message), message.length);
    crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

bool constant_time_equals(Text a, Text b)
{
    return a.length == b.length && sodium_memcmp(bytes_of(a), bytes_of(b), a.length) == 0;
}

void random_bytes(void *out, size_t count)
{
    randombytes_buf(out, count);
}

Text random_token(Arena *arena, size_t bytes)
{
    char random[TOKEN_BYTES_MAX];
    if (bytes > sizeof random)
        bytes = sizeof random;
    random_bytes(random, bytes);
    Text token = base64_encode(arena, (Text){random, bytes}, true);
    sodium_memzero(random, sizeof random);
    return token;
}

Text hex_text(Arena *arena, const uint8_t *bytes, size_t count)
{
    char *hex = arena_alloc_array(arena, count + 1, 2);
    sodium_bin2hex(hex, count * 2 + 1, bytes, count);
    return (Text){hex, count * 2};
}

size_t base32_write(const uint8_t *bytes, size_t count, char *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned bits = 0;
    int held = 0;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        held += 8;
        while (held >= 5) {
            held -= 5;
            out[length++] = letters[bits >> held & 31];
        }
    }
    if (held > 0)
        out[length++] = letters[bits << (5 - held) & 31];
    return length;
}

Text base64_encode(Arena *arena, Text bytes, bool url_safe)
{
    int variant = url_safe ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL;
    size_t room = sodium_base64_encoded_len(bytes.length, variant);
    char *out = arena_alloc(arena, room);
    sodium_bin2base64(out, room, bytes_of(bytes), bytes.length, variant);
    return text_of(out);
}

bool base64_decode(Arena *arena, Text text, bool url_safe, Text *out_bytes)
{
    /* Padding may be left out, but what is there must be right. */
    bool is_padded = text_find_byte(text, '=', 0) != SIZE_MAX;
    int variant = url_safe ? (is_padded ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_URLSAFE_NO_PADDING)
                           : (is_padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    size_t room = text.length / 4 * 3 + 3;
    char *out = arena_alloc(arena, room);
    size_t length = 0;
    const char *end = NULL;
    const char *source = text.data ? text.data : "";
    if (sodium_base642bin((unsigned char *)out, room, source, text.length, " \t\r\n", &length, &end, variant) != 0 ||
        end != source + text.length)
        return false;
    *out_bytes = (Text){out, length};
    return true;
}

static void take_seat(void)
{
    while (sem_wait(&password_seats) != 0 && errno == EINTR)
        continue;
}

Result password_hash(Text password, char out[PASSWORD_HASH_BYTES])
{
    if (password.length > PASSWORD_BYTES_MAX)
        return fail(FAULT_INVALID, "The password is longer than 1024 bytes.");
    take_seat();
    int result = crypto_pwhash_str(out, (const char *)bytes_of(password), password.length,
                                   crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
    sem_post(&password_seats);
    return result == 0 ? done() : fail(FAULT_BROKEN, "There is no memory to hash the password.");
}

bool password_matches(Text password, const char *hash)
{
    if (password.length > PASSWORD_BYTES_MAX || strlen(hash) >= PASSWORD_HASH_BYTES)
        return false;
    char padded[PASSWORD_HASH_BYTES] = {0}; /* libsodium looks at all bytes */
    memcpy(padded, hash, strlen(hash));
    take_seat();
    int result = crypto_pwhash_str_verify(padded, (const char *)bytes_of(password), password.length);
    sem_post(&password_seats);
    return result == 0;
}

void password_pretend(Text password)
{
    char unused[PASSWORD_HASH_BYTES];
    /* Hashing takes what checking takes; a fault changes nothing for the caller. */
    Result result = password_hash(password, unused);
    (void)result;
    sodium_memzero(unused, sizeof unused);
}
