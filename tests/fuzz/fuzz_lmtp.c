/* LMTP: whatever a client sends, in pieces of any size, the server says the same and hands over the same messages, and none
 * that the bytes do not end with CR LF . CR LF. */
#include <assert.h>
#include <stdlib.h>

#include "channel/mail_lmtp_session.h"

typedef struct Seen {
    size_t messages;
    size_t bytes;
} Seen;

static Result find_mailbox(void *owner, Text address, int64_t *out_channel_id)
{
    (void)owner;
    *out_channel_id = (int64_t)(address.length % 3); /* two mailboxes, and nobody */
    return address.length > 100 ? fail(FAULT_BUSY, "busy") : done();
}

static Result keep_message(void *owner, const LmtpEnvelope *envelope, Text raw)
{
    Seen *seen = owner;
    assert(envelope->channel_id != 0 && envelope->to.length > 0);
    seen->messages++;
    seen->bytes += raw.length;
    return raw.length % 5 == 4 ? fail(FAULT_BROKEN, "broken\r\nwords") : done();
}

static Text talk(Arena *arena, Text bytes, size_t step, Seen *seen)
{
    const LmtpHooks hooks = {.owner = seen, .find = find_mailbox, .deliver = keep_message};
    LmtpSession *session = ARENA_NEW(arena, LmtpSession);
    lmtp_session_begin(session, &hooks, arena);
    for (size_t at = 0; at < bytes.length; at += step)
        lmtp_session_take(session, text_slice(bytes, at, at + step));
    Text said = text_copy(arena, buffer_text(&session->out));
    lmtp_session_end(session);
    return said;
}

/* Every line ends with CR LF, begins with a code, and holds no other control character. */
static void check_replies(Text said)
{
    Text line;
    while (said.length > 0) {
        size_t end = text_find(said, TEXT("\r\n"), 0);
        assert(end != SIZE_MAX);
        line = text_slice(said, 0, end);
        assert(line.length >= 4 && line.data[0] >= '2' && line.data[0] <= '5' &&
               (line.data[3] == ' ' || line.data[3] == '-'));
        for (size_t i = 0; i < line.length; i++)
            assert((unsigned char)line.data[i] >= 0x20);
        said = text_slice(said, end + 2, said.length);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text bytes = {(const char *)data, size};
    Seen whole = {0};
    Seen parts = {0};
    Text said = talk(arena, bytes, size + 1, &whole);
    check_replies(said);
    assert(text_equals(said, talk(arena, bytes, 1 + size % 7, &parts)));
    assert(whole.messages == parts.messages && whole.bytes == parts.bytes && whole.bytes <= 2 * size);
    return 0;
}
