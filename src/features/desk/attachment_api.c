/* Uploads and downloads. What a browser gets is always a download in a sandbox, of a type that nothing runs. */
#include "base/digest.h"
#include "desk/stored_bytes.h"
#include "desk/message.h"
#include "store/blob.h"

typedef struct Upload {
    char hex[SHA256_HEX_BYTES];
} Upload;

static Result upload_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    Upload *upload = ARENA_NEW(arena, Upload);
    sha256_hex(request->body, upload->hex);
    *out_prepared = upload;
    return done();
}

static Result upload(Work *work, const Request *request, Answer *answer)
{
    const Upload *prepared = request_prepared(request);
    Attachment attachment;
    if (text_is_empty(request->body))
        return fail(FAULT_INVALID, "The file is empty.");
    TRY(attachment_add(work, request_query(request, "name"), request->content_type, request->body, prepared->hex,
                       &attachment));
    return answer_created(work, &attachment_entity, attachment.id, request, answer);
}

/* ---- downloads ---- */

static Result read_more(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    return stored_bytes_read(work, context, offset, bytes_max, out_bytes);
}

/* "nosniff" is on every answer of the server. */
static void answer_download(Answer *answer, StoredBytes *bytes, Text name, const char *type, int64_t size)
{
    Arena *arena = answer->body.arena;
    answer->content_type = type;
    answer_header(answer, "Content-Disposition", attachment_disposition(arena, name));
    answer_header(answer, "Content-Security-Policy", TEXT("sandbox; default-src 'none'"));
    answer_header(answer, "Cache-Control", TEXT("private, max-age=3600"));
    answer->read_more = read_more;
    answer->read_context = bytes;
    answer->read_bytes = size;
}

static Result content(Work *work, const Request *request, Answer *answer)
{
    Attachment attachment;
    TRY(entity_find(work, &attachment_entity, request->ids[0], &attachment));
    StoredBytes *bytes = stored_bytes_of(answer->body.arena, &attachment);
    answer_download(answer, bytes, attachment.name, attachment_safe_type(attachment.type), attachment.size);
    return done();
}

static Result raw_message(Work *work, const Request *request, Answer *answer)
{
    Message message;
    TRY(entity_find(work, &message_entity, request->ids[0], &message));
    if (!(message.has & MESSAGE_HAS(RAW_BLOB_ID)))
        return fail(FAULT_NOT_FOUND, "This message did not come as mail: there is no original.");
    StoredBytes *bytes = ARENA_NEW(answer->body.arena, StoredBytes);
    bytes->blob_id = message.raw_blob_id;
    TRY(blob_size(work->db, message.raw_blob_id, &bytes->length));
    answer_download(answer, bytes, text_format(answer->body.arena, "message-%lld.eml.txt", (long long)message.id),
                    "text/plain; charset=utf-8", bytes->length);
    return done();
}

static const RouteParameter upload_parameters[] = {
    {"name", "string", "The file's name."},
};

const Route attachment_routes[] = {
    RESOURCE("/api/v1/attachments", &attachment_entity),
    {.method = "POST",
     .path = "/api/v1/attachments",
     .entity = &attachment_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .prepare = upload_prepare,
     .handle = upload,
     .body_bytes_max = ATTACHMENT_BYTES_MAX,
     .takes = SHAPE_BYTES,
     .gives = SHAPE_RECORD,
     .gives_entity = &attachment_entity,
     .success = 201,
     .parameters = upload_parameters,
     .parameter_count = 1,
     .about = "Uploads a file (the raw body, with its Content-Type) for a message that will name it; it waits a day."},
    {.method = "GET",
     .path = "/api/v1/attachments/{id}/content",
     .entity = &attachment_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = content,
     .gives = SHAPE_BYTES,
     .about = "The file, as a download of a type that no browser runs."},
    {.path = NULL},
};

const Route message_routes[] = {
    RESOURCE("/api/v1/messages", &message_entity),
    {.method = "GET",
     .path = "/api/v1/messages/{id}/raw",
     .entity = &message_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = raw_message,
     .gives = SHAPE_BYTES,
     .about = "The original of a message that came as mail, byte for byte, as text."},
    {.path = NULL},
};
