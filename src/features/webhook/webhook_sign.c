#include "webhook/webhook_sign.h"

#include "base/buffer.h"
#include "base/digest.h"

#define SECRET_BYTES 24
#define SIGNED_BYTES_MAX (2 << 20)

Text webhook_secret_new(Arena *arena)
{
    unsigned char bytes[SECRET_BYTES];
    random_bytes(bytes, sizeof bytes);
    return text_format(arena, WEBHOOK_SECRET_PREFIX "%.*s",
                       TEXT_ARG(base64_encode(arena, (Text){(const char *)bytes, sizeof bytes}, false)));
}

Text webhook_sign(Arena *arena, const Text *secrets, size_t count, Text id, int64_t at_seconds, Text body)
{
    Buffer content = buffer_new(arena, SIGNED_BYTES_MAX);
    Buffer words = buffer_new(arena, 4096);
    buffer_add_text(&content, id);
    buffer_addf(&content, ".%lld.", (long long)at_seconds);
    buffer_add_text(&content, body);
    const Text prefix = TEXT(WEBHOOK_SECRET_PREFIX);
    for (size_t i = 0; i < count; i++) {
        uint8_t digest[SHA256_BYTES];
        Text key;
        if (!text_starts_with(secrets[i], prefix) ||
            !base64_decode(arena, text_slice(secrets[i], prefix.length, secrets[i].length), false, &key))
            continue;
        hmac_sha256(key, buffer_text(&content), digest);
        buffer_addf(&words, "%sv1,%.*s", words.length > 0 ? " " : "",
                    TEXT_ARG(base64_encode(arena, (Text){(const char *)digest, sizeof digest}, false)));
    }
    return buffer_text(&words);
}
