#include "base/seal.h"

#include <sodium.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key of the cipher");

static const unsigned char *bytes_of(Text text)
{
    return (const unsigned char *)text.data;
}

Result seal_bytes(Arena *arena, const unsigned char key[SEAL_KEY_BYTES], Text place, Text plain, Text *out_sealed)
{
    unsigned long long length = 0;
    if (plain.length > SEAL_PLAIN_BYTES_MAX)
        return fail(FAULT_INVALID, "A secret this long cannot be kept.");
    unsigned char *sealed = arena_alloc(arena, NONCE_BYTES + plain.length + TAG_BYTES);
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, &length, bytes_of(plain), plain.length,
                                               bytes_of(place), place.length, NULL, sealed, key);
    *out_sealed = (Text){(const char *)sealed, NONCE_BYTES + (size_t)length};
    return done();
}

bool seal_open(Arena *arena, const unsigned char key[SEAL_KEY_BYTES], Text place, Text sealed, Text *out_plain)
{
    unsigned long long length = 0;
    if (sealed.length < NONCE_BYTES + TAG_BYTES || sealed.length > NONCE_BYTES + TAG_BYTES + SEAL_PLAIN_BYTES_MAX)
        return false;
    unsigned char *plain = arena_alloc(arena, sealed.length);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &length, NULL, bytes_of(sealed) + NONCE_BYTES,
                                                   sealed.length - NONCE_BYTES, bytes_of(place), place.length,
                                                   bytes_of(sealed), key) != 0)
        return false;
    *out_plain = (Text){(const char *)plain, (size_t)length};
    return true;
}
