/* Uploads and downloads. What a browser gets is always a download in a sandbox, of a type that nothing runs. */
#include "base/digest.h"
#include "desk/content_decoder.h"
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

typedef struct Download {
    int64_t blob_id;
    int64_t offset; /* of the encoded bytes in the blob */
    int64_t length;
    ContentDecoder decoder;
    int64_t encoded_at; /* read so far, from `offset` */
    int64_t decoded_at;
} Download;

static void download_restart(Download *download)
{
    download->decoder = content_decoder(download->decoder.encoding);
    download->encoded_at = 0;
    download->decoded_at = 0;
}

/* Pieces are asked for in order, so a decoder goes along; any other offset starts again and reads up to it. */
static Result read_decoded(Work *work, Download *download, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    if (offset < download->decoded_at)
        download_restart(download);
    for (;;) {
        int64_t left = download->length - download->encoded_at;
        int64_t wanted = (int64_t)bytes_max - 4;
        int64_t count = left < wanted ? left : wanted;
        if (left <= 0 || count <= 0)
            return fail(FAULT_BROKEN, "The stored message is shorter than its attachment was.");
        Text encoded;
        TRY(blob_read(work->db, work->arena, download->blob_id, download->offset + download->encoded_at, count,
                      &encoded));
        Buffer out = buffer_new(work->arena, (size_t)count + 8);
        content_decode(&download->decoder, encoded, &out);
        download->encoded_at += count;
        if (download->encoded_at == download->length)
            content_decode_end(&download->decoder, &out);
        download->decoded_at += (int64_t)out.length;
        if (download->decoded_at > offset) {
            size_t skipped = out.length - (size_t)(download->decoded_at - offset);
            *out_bytes = text_slice(buffer_text(&out), skipped, out.length);
            return done();
        }
    }
}

static Result read_more(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    Download *download = context;
    if (download->decoder.encoding != ENCODING_IDENTITY)
        return read_decoded(work, download, offset, bytes_max, out_bytes);
    int64_t left = download->length - offset;
    int64_t count = left < (int64_t)bytes_max ? left : (int64_t)bytes_max;
    return blob_read(work->db, work->arena, download->blob_id, download->offset + offset, count, out_bytes);
}

/* "nosniff" is on every answer of the server. */
static void answer_download(Answer *answer, Download *download, Text name, const char *type, int64_t bytes)
{
    Arena *arena = answer->body.arena;
    answer->content_type = type;
    answer_header(answer, "Content-Disposition", attachment_disposition(arena, name));
    answer_header(answer, "Content-Security-Policy", TEXT("sandbox; default-src 'none'"));
    answer_header(answer, "Cache-Control", TEXT("private, max-age=3600"));
    answer->read_more = read_more;
    answer->read_context = download;
    answer->read_bytes = bytes;
}

static Result content(Work *work, const Request *request, Answer *answer)
{
    Attachment attachment;
    TRY(entity_find(work, &attachment_entity, request->ids[0], &attachment));
    Download *download = ARENA_NEW(answer->body.arena, Download);
    download->blob_id = attachment.blob_id;
    download->length = attachment.size;
    if (attachment.has & ATTACHMENT_HAS(VIEW_OFFSET)) {
        download->offset = attachment.view_offset;
        download->length = attachment.view_length;
        download->decoder = content_decoder((AttachmentEncoding)attachment.view_encoding);
    }
    answer_download(answer, download, attachment.name, attachment_safe_type(attachment.type), attachment.size);
    return done();
}

static Result raw_message(Work *work, const Request *request, Answer *answer)
{
    Message message;
    TRY(entity_find(work, &message_entity, request->ids[0], &message));
    if (!(message.has & MESSAGE_HAS(RAW_BLOB_ID)))
        return fail(FAULT_NOT_FOUND, "This message did not come as mail: there is no original.");
    Download *download = ARENA_NEW(answer->body.arena, Download);
    download->blob_id = message.raw_blob_id;
    TRY(blob_size(work->db, message.raw_blob_id, &download->length));
    answer_download(answer, download,
                    text_format(answer->body.arena, "message-%lld.eml.txt", (long long)message.id),
                    "text/plain; charset=utf-8", download->length);
    return done();
}

static const RouteParameter upload_parameters[] = {
    {"name", "string", "The file's name."},
};

const Route attachment_routes[] = {
    RESOURCE("/api/v1/attachments", &attachment_entity),
    {.method = "POST", .path = "/api/v1/attachments", .entity = &attachment_entity, .right = RIGHT_NOTE,
     .runs = RUNS_WRITE, .prepare = upload_prepare, .handle = upload, .body_bytes_max = ATTACHMENT_BYTES_MAX,
     .takes = SHAPE_BYTES, .gives = SHAPE_RECORD, .gives_entity = &attachment_entity, .success = 201,
     .parameters = upload_parameters, .parameter_count = 1,
     .about = "Uploads a file (the raw body, with its Content-Type) for a message that will name it; it waits a day."},
    {.method = "GET", .path = "/api/v1/attachments/{id}/content", .entity = &attachment_entity, .right = RIGHT_READ,
     .runs = RUNS_READ, .handle = content, .gives = SHAPE_BYTES,
     .about = "The file, as a download of a type that no browser runs."},
    {.path = NULL},
};

const Route message_routes[] = {
    RESOURCE("/api/v1/messages", &message_entity),
    {.method = "GET", .path = "/api/v1/messages/{id}/raw", .entity = &message_entity, .right = RIGHT_READ,
     .runs = RUNS_READ, .handle = raw_message, .gives = SHAPE_BYTES,
     .about = "The original of a message that came as mail, byte for byte, as text."},
    {.path = NULL},
};
