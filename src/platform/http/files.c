#include "http/files.h"

#include <stdlib.h>

#include "base/digest.h"
#include "http/etag.h"
#include "http/exchange.h"

#define APP_PAGE "/app/index.html"
#define NONCE_MARK "__CSP_NONCE__"
#define NONCE_BYTES 16
#define PAGE_BYTES_MAX ((size_t)1 << 20)
#define ENCODINGS_ACCEPTED_MAX 16

typedef struct FileEntry {
    const StaticFile *file;
    Text etag;
} FileEntry;

struct FileIndex {
    FileEntry *entries; /* by path */
    size_t count;
    const StaticFile *page; /* APP_PAGE; NULL when the web application is not built in */
};

static int entry_compare(const void *a, const void *b)
{
    return strcmp(((const FileEntry *)a)->file->path, ((const FileEntry *)b)->file->path);
}

static Text file_etag(Arena *arena, const StaticFile *file)
{
    char hex[SHA256_HEX_BYTES];
    sha256_hex((Text){(const char *)file->plain, file->plain_bytes}, hex);
    return text_format(arena, "\"%.16s\"", hex);
}

FileIndex *files_new(Arena *arena, const StaticFile *files, size_t count)
{
    FileIndex *index = ARENA_NEW(arena, FileIndex);
    index->entries = ARENA_ARRAY(arena, FileEntry, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool is_page = strcmp(files[i].path, APP_PAGE) == 0;
        FileEntry *entry = &index->entries[index->count++];
        entry->file = &files[i];
        if (!is_page && !files[i].is_hashed)
            entry->etag = file_etag(arena, &files[i]);
        if (is_page)
            index->page = &files[i];
    }
    qsort(index->entries, index->count, sizeof(FileEntry), entry_compare);
    return index;
}

static const FileEntry *file_find(const FileIndex *index, Text path)
{
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(text_of(index->entries[middle].file->path), path);
        if (order == 0)
            return &index->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Whether one element of Accept-Encoding, such as "gzip;q=0.5", takes the coding. */
static bool element_takes(Text element, Text coding)
{
    size_t end = text_find_byte(element, ';', 0);
    Text name = text_trim(text_slice(element, 0, end == SIZE_MAX ? element.length : end));
    if (!text_equals_ascii_case(name, coding))
        return false;
    size_t equals = end == SIZE_MAX ? SIZE_MAX : text_find_byte(element, '=', end);
    double weight = 1;
    if (equals != SIZE_MAX && !text_to_real(text_trim(text_slice(element, equals + 1, element.length)), &weight))
        return false;
    return weight > 0;
}

bool encoding_is_taken(Text accepted, Text coding)
{
    Text element;
    for (int i = 0; i < ENCODINGS_ACCEPTED_MAX && text_next_part(&accepted, ',', &element); i++)
        if (element_takes(element, coding))
            return true;
    return false;
}

const char *files_encoding(const StaticFile *file, Text accepted)
{
    if (file->brotli && encoding_is_taken(accepted, TEXT("br")))
        return "br";
    if (file->gzip && encoding_is_taken(accepted, TEXT("gzip")))
        return "gzip";
    return "";
}

Text files_with_nonce(Arena *arena, Text source, Text nonce)
{
    Buffer out = buffer_new(arena, PAGE_BYTES_MAX);
    size_t from = 0;
    for (;;) {
        size_t at = text_find(source, TEXT(NONCE_MARK), from);
        if (at == SIZE_MAX)
            break;
        buffer_add_text(&out, text_slice(source, from, at));
        buffer_add_text(&out, nonce);
        from = at + sizeof(NONCE_MARK) - 1;
    }
    buffer_add_text(&out, text_slice(source, from, source.length));
    return buffer_text(&out);
}

static void answer_page(Exchange *exchange, const StaticFile *page)
{
    Answer *answer = &exchange->answer;
    Text nonce = random_token(exchange->arena, NONCE_BYTES);
    Text source = {(const char *)page->plain, page->plain_bytes};
    buffer_add_text(&answer->body, files_with_nonce(exchange->arena, source, nonce));
    answer->content_type = "text/html; charset=utf-8";
    answer_header(answer, "Content-Security-Policy",
                  text_format(exchange->arena,
                              "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-%.*s'; "
                              "img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; object-src 'none'; "
                              "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
                              TEXT_ARG(nonce)));
    answer_header(answer, "Cache-Control", TEXT("no-cache"));
}

static void answer_bytes(Answer *answer, const unsigned char *bytes, size_t count)
{
    /* A view: the bytes are part of the program, and nothing is added to this body any more. */
    answer->body.data = (char *)(uintptr_t)bytes;
    answer->body.length = count;
}

/* A page beside the application's own is a frame of it, into which the application writes mail that was made harmless and
 * whose pictures somebody has asked for: they may come from anywhere, and nothing else may happen there. */
#define FRAME_POLICY                                                                                                   \
    "default-src 'none'; img-src 'self' data: http: https:; style-src 'self'; base-uri 'none'; form-action 'none'; "   \
    "frame-ancestors 'self'"

static void answer_file(Exchange *exchange, const FileEntry *entry)
{
    const StaticFile *file = entry->file;
    Answer *answer = &exchange->answer;
    const char *encoding = files_encoding(file, exchange_header(exchange, "Accept-Encoding"));
    answer->status = 200;
    answer->content_type = file->content_type;
    if (text_starts_with(text_of(file->content_type), TEXT("text/html")))
        answer_header(answer, "Content-Security-Policy", TEXT(FRAME_POLICY));
    if (file->brotli || file->gzip)
        answer_header(answer, "Vary", TEXT("Accept-Encoding"));
    answer_header(answer, "Cache-Control",
                  file->is_hashed ? TEXT("public, max-age=31536000, immutable") : TEXT("no-cache"));
    if (!text_is_empty(entry->etag)) {
        answer_header(answer, "ETag", entry->etag);
        if (etag_names_text(exchange_header(exchange, "If-None-Match"), entry->etag)) {
            answer->status = 304;
            return;
        }
    }
    if (encoding[0] != '\0')
        answer_header(answer, "Content-Encoding", text_of(encoding));
    if (encoding[0] == 'b')
        answer_bytes(answer, file->brotli, file->brotli_bytes);
    else if (encoding[0] == 'g')
        answer_bytes(answer, file->gzip, file->gzip_bytes);
    else
        answer_bytes(answer, file->plain, file->plain_bytes);
}

bool files_answer(const FileIndex *index, Exchange *exchange)
{
    Text path = exchange->request.path;
    bool is_app = text_starts_with(path, TEXT("/app/"));
    const FileEntry *entry = file_find(index, path);
    if (index->page && (text_is(path, "/") || text_is(path, "/app"))) {
        exchange->answer.status = 302;
        exchange->answer.location = TEXT("/app/");
    } else if (entry && entry->file != index->page) {
        answer_file(exchange, entry);
    } else if (index->page && is_app && !text_starts_with(path, TEXT("/app/assets/"))) {
        /* A screen of the application; but a missing script must not look like a page. */
        exchange->answer.status = 200;
        answer_page(exchange, index->page);
    } else {
        return false;
    }
    exchange->stage = STAGE_ANSWERED;
    return true;
}
