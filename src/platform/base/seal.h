/* Secrets at rest: XChaCha20-Poly1305 by libsodium, with a fresh nonce each time. */
#ifndef LAZO_BASE_SEAL_H
#define LAZO_BASE_SEAL_H

#include "base/text.h"

#define SEAL_KEY_BYTES 32
#define SEAL_PLAIN_BYTES_MAX 65536

/* Seals `plain` (at most SEAL_PLAIN_BYTES_MAX: FAULT_INVALID) under `key`. `place` says where it is kept and is part of what
 * is authenticated: sealed bytes that were copied to another place do not open there. */
MUST_CHECK Result seal_bytes(Arena *arena, const unsigned char key[SEAL_KEY_BYTES], Text place, Text plain,
                             Text *out_sealed);
/* False when the key, the place or the bytes are not those of the sealing. */
bool seal_open(Arena *arena, const unsigned char key[SEAL_KEY_BYTES], Text place, Text sealed, Text *out_plain);

#endif
