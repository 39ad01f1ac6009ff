/* Hashes, tokens and passwords, by libsodium. */
#ifndef LAZO_BASE_DIGEST_H
#define LAZO_BASE_DIGEST_H

#include "base/text.h"

#define SHA256_BYTES 32
#define SHA256_HEX_BYTES 65 /* with the NUL */

/* Once at start, before anything else here. FAULT_BROKEN when there is no randomness. */
MUST_CHECK Result digest_setup(void);
void sha256(Text bytes, uint8_t out[SHA256_BYTES]);
void sha256_hex(Text bytes, char out[SHA256_HEX_BYTES]);
typedef struct Sha256 Sha256; /* incremental; lives in the arena */
Sha256 *sha256_start(Arena *arena);
void sha256_add(Sha256 *state, Text bytes);
void sha256_end_hex(Sha256 *state, char out[SHA256_HEX_BYTES]);
void hmac_sha256(Text key, Text message, uint8_t out[SHA256_BYTES]);
bool constant_time_equals(Text a, Text b);
void random_bytes(void *out, size_t count);
/* URL-safe token with `bytes` random bytes (at most 64), base64url without padding. */
Text random_token(Arena *arena, size_t bytes);
Text hex_text(Arena *arena, const uint8_t *bytes, size_t count);
/* RFC 4648 section 6 in lower case, without padding: `out` takes (8 * count + 4) / 5 letters, whose number is answered. */
size_t base32_write(const uint8_t *bytes, size_t count, char *out);
Text base64_encode(Arena *arena, Text bytes, bool url_safe);
/* Ignores white space; false when malformed. */
bool base64_decode(Arena *arena, Text text, bool url_safe, Text *out_bytes);

#define PASSWORD_BYTES_MAX 1024
#define PASSWORD_HASH_BYTES 128
#define PASSWORD_PARALLEL_MAX 2
/* Argon2id with libsodium's interactive limits (64 MiB, so callers queue them: digest allows PASSWORD_PARALLEL_MAX at a
 * time). FAULT_INVALID over PASSWORD_BYTES_MAX. */
MUST_CHECK Result password_hash(Text password, char out[PASSWORD_HASH_BYTES]);
bool password_matches(Text password, const char *hash);
/* Takes as long as a real check; for unknown accounts. */
void password_pretend(Text password);

#endif
