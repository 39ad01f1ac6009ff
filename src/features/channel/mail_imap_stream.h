/* The bytes between the IMAP library and the wire: what comes from the server passes the guard line by line. Its functions
 * are those that the library's stream asks for. */
#ifndef LAZO_CHANNEL_MAIL_IMAP_STREAM_H
#define LAZO_CHANNEL_MAIL_IMAP_STREAM_H

#include "base/buffer.h"
#include "channel/mail_imap_guard.h"
#include "channel/mail_wire.h"

typedef struct ImapStream ImapStream;
/* Lives in `arena`, over a wire that outlives it. */
ImapStream *imap_stream_new(Arena *arena, MailWire *wire);
/* Before each command: how long its answer may take, and how long a literal in it may be. */
void imap_stream_allow(ImapStream *stream, int64_t milliseconds, size_t literal_bytes_max);
/* As read(2): what passed the guard; -1 on a problem, which imap_stream_trouble tells. */
ssize_t imap_stream_read(ImapStream *stream, void *out, size_t count);
ssize_t imap_stream_write(ImapStream *stream, const void *bytes, size_t count);
/* Whether bytes were read from the wire that nobody took yet. */
bool imap_stream_has_bytes(const ImapStream *stream);
ChannelTrouble imap_stream_trouble(const ImapStream *stream);
/* What the server said that it can, since imap_stream_allow; false when it did not say. */
bool imap_stream_capabilities(const ImapStream *stream, unsigned *out_capabilities);
/* What the server said with its last refusal; empty since imap_stream_allow. */
Text imap_stream_words(const ImapStream *stream);

#endif
