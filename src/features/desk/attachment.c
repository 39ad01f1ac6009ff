#include "desk/attachment.h"

#include "base/json.h"
#include "store/blob.h"
#include "store/lane.h"

const char *const attachment_encoding_names[] = {"identity", "base64", "quoted-printable", NULL};
static const char *const actor_kind_names[] = {"nobody", "system", "agent", "api_key", "customer", NULL};

static const Field attachment_fields[] = {
    FIELD(Attachment, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Attachment, message_id, FIELD_INT, .can = CAN_FILTER, .about = "Null until a message names it."),
    FIELD(Attachment, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .can = CAN_FILTER),
    FIELD(Attachment, actor_kind, FIELD_CHOICE, .is_required = true, .choices = actor_kind_names, .can = CAN_FILTER,
          .about = "Who brought it."),
    FIELD(Attachment, actor_id, FIELD_INT, .can = CAN_FILTER),
    FIELD(Attachment, name, FIELD_TEXT, .is_required = true, .bytes_max = ATTACHMENT_NAME_BYTES_MAX,
          .format = FORMAT_LINE),
    FIELD(Attachment, type, FIELD_TEXT, .is_required = true, .format = FORMAT_LINE,
          .about = "As who brought it claims; downloads are served as a harmless type."),
    {.name = "size",
     .type = FIELD_INT,
     .offset = offsetof(Attachment, size),
     .column = "bytes",
     .is_required = true,
     .about = "Bytes."},
    FIELD(Attachment, sha256, FIELD_TEXT, .is_required = true),
    {.name = "inline",
     .type = FIELD_BOOL,
     .offset = offsetof(Attachment, is_inline),
     .column = "is_inline",
     .is_required = true,
     .about = "Shown within the message's HTML."},
    FIELD(Attachment, content_id, FIELD_TEXT),
    FIELD(Attachment, created_at, FIELD_TIME),
    FIELD(Attachment, blob_id, FIELD_INT, .can = IS_HIDDEN),
    FIELD(Attachment, view_offset, FIELD_INT, .can = IS_HIDDEN),
    FIELD(Attachment, view_length, FIELD_INT, .can = IS_HIDDEN),
    FIELD(Attachment, view_encoding, FIELD_CHOICE, .choices = attachment_encoding_names, .can = IS_HIDDEN),
    FIELD(Attachment, customer_id, FIELD_REFERENCE, .to = &customer_entity, .can = CAN_FILTER,
          .about = "Whose file it is, when no message holds it."),
    FIELD(Attachment, draft_id, FIELD_INT, .can = IS_HIDDEN),
};

/* Bound ones go with their ticket or customer; an unbound one is seen by who brought it alone. */
static Result attachment_visible(Work *work, const Filter **out_filter)
{
    int64_t *hidden;
    size_t hidden_count;
    TRY(ticket_hidden_teams(work, &hidden, &hidden_count));
    Buffer text = buffer_new(work->arena, 65536);
    buffer_add_string(&text, "{\"any\":[{\"all\":[{\"field\":\"ticket_id\",\"op\":\"present\"}");
    if (hidden_count > 0) {
        buffer_add_string(&text, ",{\"field\":\"ticket.team_id\",\"op\":\"not_in\",\"value\":[");
        for (size_t i = 0; i < hidden_count; i++)
            buffer_addf(&text, "%s%lld", i ? "," : "", (long long)hidden[i]);
        buffer_add_string(&text, "]}");
    }
    buffer_addf(&text,
                "]},{\"all\":[{\"field\":\"ticket_id\",\"op\":\"absent\"},"
                "{\"field\":\"customer_id\",\"op\":\"present\"}]},"
                "{\"all\":[{\"field\":\"ticket_id\",\"op\":\"absent\"},{\"field\":\"actor_kind\",\"op\":\"is\","
                "\"value\":\"%s\"},{\"field\":\"actor_id\",\"op\":\"is\",\"value\":%lld}]}]}",
                actor_kind_name(work->actor.kind), (long long)work->actor.id);
    const JsonValue *source;
    TRY(json_read(work->arena, buffer_text(&text), &source));
    return filter_read(work, &attachment_entity, source, TEXT_NONE, out_filter);
}

const Entity attachment_entity = {
    .name = "attachment",
    .plural = "attachments",
    .table = "attachments",
    .record_bytes = sizeof(Attachment),
    ENTITY_FIELDS(attachment_fields),
    .rights = &rights_desk,
    .methods = ENTITY_GET,
    .default_sort = "id",
    .visible = attachment_visible,
    .about = "A file of a message.",
};

#define ATTACHMENT_STORED                                                                                              \
    (ATTACHMENT_HAS(ACTOR_KIND) | ATTACHMENT_HAS(NAME) | ATTACHMENT_HAS(TYPE) | ATTACHMENT_HAS(SIZE) |                 \
     ATTACHMENT_HAS(SHA256) | ATTACHMENT_HAS(INLINE) | ATTACHMENT_HAS(BLOB_ID))

static bool is_token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("!#$&-^_.+", c) != NULL;
}

/* "type/subtype" in lower case without parameters; octet-stream for what is none. */
static Text plain_type(Arena *arena, Text type)
{
    type = text_trim(text_slice(type, 0, text_find_byte(type, ';', 0)));
    size_t slash = text_find_byte(type, '/', 0);
    bool is_good = slash != SIZE_MAX && slash > 0 && slash + 1 < type.length && type.length <= 120;
    for (size_t i = 0; is_good && i < type.length; i++)
        is_good = i == slash || (type.data[i] != '\0' && is_token_byte(type.data[i]));
    return is_good ? text_lower_ascii(arena, type) : TEXT("application/octet-stream");
}

static void set_actor(const Work *work, Attachment *attachment)
{
    attachment->actor_kind = work->actor.kind;
    if (work->actor.id != 0) {
        attachment->actor_id = work->actor.id;
        attachment->has |= ATTACHMENT_HAS(ACTOR_ID);
    }
}

Result attachment_add(Work *work, Text name, Text type, Text bytes, const char *hex, Attachment *out_attachment)
{
    if (bytes.length > ATTACHMENT_BYTES_MAX)
        return fail(FAULT_LIMIT, "An attachment has at most 25 MiB.");
    Attachment attachment = {.has = ATTACHMENT_STORED};
    TRY(blob_add_hashed(work, bytes, hex, &attachment.blob_id));
    attachment.name = attachment_safe_name(work->arena, name);
    attachment.type = plain_type(work->arena, type);
    attachment.size = (int64_t)bytes.length;
    attachment.sha256 = text_copy(work->arena, text_of(hex));
    set_actor(work, &attachment);
    TRY(entity_insert(work, &attachment_entity, &attachment));
    *out_attachment = attachment;
    return done();
}

Result attachment_add_part(Work *work, int64_t ticket_id, int64_t message_id, const Attachment *draft,
                           Attachment *out_attachment)
{
    Attachment attachment = *draft;
    attachment.has |= ATTACHMENT_STORED | ATTACHMENT_HAS(TICKET_ID) | ATTACHMENT_HAS(MESSAGE_ID);
    attachment.ticket_id = ticket_id;
    attachment.message_id = message_id;
    attachment.name = attachment_safe_name(work->arena, draft->name);
    attachment.type = plain_type(work->arena, draft->type);
    set_actor(work, &attachment);
    TRY(entity_insert(work, &attachment_entity, &attachment));
    *out_attachment = attachment;
    return done();
}

Result attachment_bind(Work *work, const int64_t *ids, size_t count, int64_t ticket_id, int64_t message_id)
{
    for (size_t i = 0; i < count; i++) {
        int64_t bound = 0;
        TRY(db_run(work->db,
                   DB_SQL("UPDATE attachments SET message_id = $1, ticket_id = $2 WHERE id = $3 AND ticket_id IS NULL "
                          "AND message_id IS NULL AND customer_id IS NULL AND removed_at IS NULL "
                          "AND actor_kind = $4 AND actor_id = $5"),
                   DB_VALUES(db_int(message_id), db_int(ticket_id), db_int(ids[i]),
                             db_string(actor_kind_name(work->actor.kind)), db_int(work->actor.id)),
                   &bound));
        if (bound == 0)
            return work_fault(work, text_format(work->arena, "/attachments/%zu", i), "unknown_reference",
                              "There is no attachment of yours with this id that is free.");
    }
    return done();
}

Result attachment_sweep(Work *work, int64_t before_ms, int64_t limit, int64_t *out_removed)
{
    return db_run(work->db,
                  DB_SQL("DELETE FROM attachments WHERE id IN (SELECT id FROM attachments WHERE message_id IS NULL "
                         "AND draft_id IS NULL AND customer_id IS NULL AND COALESCE(removed_at, created_at) < $1 "
                         "ORDER BY id LIMIT $2)"),
                  DB_VALUES(db_int(before_ms), db_int(limit)), out_removed);
}

#define SWEEP_MAX 100

static Result sweep_step(Work *work, void *context)
{
    return attachment_sweep(work, work->now - ATTACHMENT_UNBOUND_MS, SWEEP_MAX, context);
}

Result attachment_run_sweep(Workspace *workspace, Arena *arena)
{
    enum { STEPS_MAX = 1000 };
    int64_t removed = SWEEP_MAX;
    for (int i = 0; i < STEPS_MAX && removed == SWEEP_MAX; i++)
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, sweep_step, &removed));
    return done();
}
