/* A file that belongs to a message. It comes in alone (POST /attachments), unbound and visible to who brought it, and is
 * bound when a message names it; unbound ones that no draft
 * names go after a day. Its bytes are a blob, or a view of a raw message. */
#ifndef LAZO_DESK_ATTACHMENT_H
#define LAZO_DESK_ATTACHMENT_H

#include "desk/ticket.h"

#define ATTACHMENT_BYTES_MAX ((size_t)25 << 20)
#define ATTACHMENT_NAME_BYTES_MAX 200
#define ATTACHMENT_UNBOUND_MS DAY_MS

typedef enum AttachmentEncoding { ENCODING_IDENTITY, ENCODING_BASE64, ENCODING_QUOTED_PRINTABLE } AttachmentEncoding;
extern const char *const attachment_encoding_names[];

typedef struct Attachment {
    FieldSet has; /* ATTACHMENT_HAS(…) */
    int64_t id;
    int64_t message_id;
    int64_t ticket_id;
    int64_t actor_kind; /* ActorKind, who brought it */
    int64_t actor_id;
    Text name;    /* one safe line */
    Text type;    /* as claimed by who brought it */
    int64_t size; /* decoded bytes */
    Text sha256;
    int64_t is_inline; /* "inline" */
    Text content_id;
    int64_t created_at;
    int64_t blob_id;     /* hidden */
    int64_t view_offset; /* hidden: where its encoded bytes stand in the blob; absent: the whole blob as it is */
    int64_t view_length;
    int64_t view_encoding; /* AttachmentEncoding */
    int64_t customer_id;   /* whose file it is, when no message holds it */
    int64_t draft_id;      /* hidden: of a draft that names it and has not left */
} Attachment;
enum {
    ATTACHMENT_FIELD_ID,
    ATTACHMENT_FIELD_MESSAGE_ID,
    ATTACHMENT_FIELD_TICKET_ID,
    ATTACHMENT_FIELD_ACTOR_KIND,
    ATTACHMENT_FIELD_ACTOR_ID,
    ATTACHMENT_FIELD_NAME,
    ATTACHMENT_FIELD_TYPE,
    ATTACHMENT_FIELD_SIZE,
    ATTACHMENT_FIELD_SHA256,
    ATTACHMENT_FIELD_INLINE,
    ATTACHMENT_FIELD_CONTENT_ID,
    ATTACHMENT_FIELD_CREATED_AT,
    ATTACHMENT_FIELD_BLOB_ID,
    ATTACHMENT_FIELD_VIEW_OFFSET,
    ATTACHMENT_FIELD_VIEW_LENGTH,
    ATTACHMENT_FIELD_VIEW_ENCODING,
    ATTACHMENT_FIELD_CUSTOMER_ID,
    ATTACHMENT_FIELD_DRAFT_ID,
};
#define ATTACHMENT_HAS(NAME) FIELD_BIT(ATTACHMENT_FIELD_##NAME)

extern const Entity attachment_entity;

/* Stores the bytes, whose hash is `hex`, as a blob and an unbound attachment of the actor. FAULT_LIMIT beyond
 * ATTACHMENT_BYTES_MAX. */
MUST_CHECK Result attachment_add(Work *work, Text name, Text type, Text bytes, const char *hex,
                                 Attachment *out_attachment);

/* A part of a message that is being taken in (mail, import): bound at once; blob_id, name, type, size, sha256, and for a
 * view its offset, length and encoding must be set in `draft`. The name is made safe. */
MUST_CHECK Result attachment_add_part(Work *work, int64_t ticket_id, int64_t message_id, const Attachment *draft,
                                      Attachment *out_attachment);

/* Binds what the actor brought; FAULT_INVALID (field fault at `pointer`/i) for one that is not the actor's or is bound. */
MUST_CHECK Result attachment_bind(Work *work, const int64_t *ids, size_t count, int64_t ticket_id, int64_t message_id);

/* Removes unbound ones that were brought, or taken from a customer, before the instant; for the daily sweep. */
MUST_CHECK Result attachment_sweep(Work *work, int64_t before_ms, int64_t limit, int64_t *out_removed);
/* The periodic task: unbound attachments of more than a day. */
MUST_CHECK Result attachment_run_sweep(Workspace *workspace, Arena *arena);

/* One safe line: no control characters, path separators, direction marks or leading dots; never empty. */
Text attachment_safe_name(Arena *arena, Text name);
/* "attachment; filename=\"…\"; filename*=UTF-8''…" (RFC 6266, RFC 5987). `name` is made safe first. */
Text attachment_disposition(Arena *arena, Text name);
/* The type to answer with: one of a short list that no browser runs, else application/octet-stream. Literal. */
const char *attachment_safe_type(Text type);

extern const Route attachment_routes[];

#endif
