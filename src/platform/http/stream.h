/* Server-Sent Events. One thread owns every stream: the socket is taken over from libmicrohttpd, so that an idle client
 * costs a descriptor and a small struct, and a commit wakes one reader, not one per client. */
#ifndef LAZO_HTTP_STREAM_H
#define LAZO_HTTP_STREAM_H

#include "http/exchange.h"

#define STREAM_CLIENTS_MAX 12000
#define STREAM_BEHIND_MAX 10000 /* events; further behind, a client is told to load anew */
#define STREAM_BATCH 256
#define STREAM_HEARTBEAT_S 15
#define STREAM_LIFE_S 3600 /* then it is closed and comes back, and is admitted again */
#define STREAM_PENDING_BYTES_MAX ((size_t)1 << 20)

MUST_CHECK Result stream_hub_start(Arena *arena, Workspace *workspace, StreamEars ears, StreamHub **out_hub);
/* Ends its thread; stream_published is still fine until stream_hub_free. */
void stream_hub_stop(StreamHub *hub);
void stream_hub_free(StreamHub *hub);
/* Events were committed; any thread. */
void stream_published(StreamHub *hub);
int64_t stream_count(const StreamHub *hub);

/* Says it to every node: see server_say. Before the next stream_published it stays here when `is_held`. Any thread. */
void stream_say(StreamHub *hub, Text words, bool is_held);

/* GET /api/v1/stream after admission: takes the socket (STAGE_TAKEN), or refuses. */
void stream_take(Exchange *exchange);
/* The same, declared for the route table; a stream has no handler of the usual kind. */
MUST_CHECK Result stream_handle(Work *work, const Request *request, Answer *answer);

/* ---- the framing, by the HTML standard ---- */
/* "id: 7\ndata: …\n\n"; `data` has no line breaks, since JSON escapes them. `event` NULL: a plain message. seq -1: no id,
 * so that a client which comes back goes on from the event before it. */
void stream_frame(Buffer *out, const char *event, int64_t seq, Text data);
/* Last-Event-ID, or ?after=; false when malformed. *out_seq -1: from now on. */
bool stream_read_position(Text last_event_id, Text after, int64_t *out_seq);

#endif
