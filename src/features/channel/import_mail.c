#include "channel/import_mail.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/mail_box.h"
#include "model/event.h"
#include "model/search.h"
#include "store/blob.h"
#include "store/lane.h"

#define MAILBOX TEXT("import")
#define BATCH_MESSAGES_MAX 64
#define BATCH_BYTES_MAX ((size_t)4 << 20)
/* Larger ones are stored in pieces of their own before their message is taken. */
#define RAW_IN_PIECE_BYTES_MAX ((size_t)1 << 20)
#define MESSAGE_SAVEPOINT 1
#define REASONS_TOLD_MAX 10

typedef struct MailItem {
    Text raw;
    char hex[SHA256_HEX_BYTES];
    Text key;
    MailMessage message;
    size_t number;
    int64_t blob_id; /* 0: stored with the message */
    MailTaken taken;
    const char *why; /* rejected */
} MailItem;

typedef struct MailBatch {
    const ImportMailOptions *options;
    Arena *arena;
    MailItem items[BATCH_MESSAGES_MAX];
    size_t count;
    size_t bytes;
    size_t first;
    size_t next;
} MailBatch;

/* ---- off the lane ---- */

static Result item_read(MailBatch *batch, const MailBoxItem *source)
{
    MailItem *item = &batch->items[batch->count];
    *item = (MailItem){.number = source->number};
    if (source->is_too_large || source->raw.length == 0) {
        item->why = source->is_too_large ? "The message is larger than 64 MiB." : "The message is empty.";
        batch->count++;
        return done();
    }
    item->raw = text_copy(batch->arena, source->raw);
    sha256_hex(item->raw, item->hex);
    TRY(mail_read(batch->arena, item->raw, NULL, &item->message));
    item->key = mail_key(batch->arena, &item->message, item->hex);
    if (item->raw.length > RAW_IN_PIECE_BYTES_MAX && !batch->options->is_dry_run) {
        char hex[SHA256_HEX_BYTES];
        TRY(blob_store(batch->options->workspace, &batch->options->actor, item->raw, &item->blob_id, hex));
    }
    batch->bytes += item->raw.length;
    batch->count++;
    return done();
}

/* ---- on the lane ---- */

static bool is_of_the_message(Fault fault)
{
    return fault == FAULT_INVALID || fault == FAULT_CONFLICT || fault == FAULT_NOT_FOUND || fault == FAULT_LIMIT ||
           fault == FAULT_STALE || fault == FAULT_DENIED;
}

static Result item_take(Work *work, MailItem *item)
{
    bool is_known;
    int64_t blob_id = item->blob_id;
    TRY(mail_is_known(work, MAILBOX, item->key, &is_known));
    if (is_known) {
        item->taken = (MailTaken){.was_known = true};
        return done();
    }
    if (blob_id == 0)
        TRY(blob_add_hashed(work, item->raw, item->hex, &blob_id));
    MailSource source = {.mailbox = MAILBOX, .key = item->key, .raw_blob_id = blob_id};
    return mail_take(work, &item->message, &source, &item->taken);
}

static Result item_apply(Work *work, MailItem *item)
{
    size_t events = event_queue_length(work);
    void *searched = search_queue_end(work);
    const int64_t present = work->now;
    if (item->raw.length == 0)
        return done();
    item->why = NULL;
    TRY(db_savepoint(work->db, MESSAGE_SAVEPOINT));
    Result result = item_take(work, item);
    work->now = present;
    if (is_ok(result))
        return db_release(work->db, MESSAGE_SAVEPOINT);
    const char *why = arena_string(work->arena, result.why ? result.why : "", result.why ? strlen(result.why) : 0);
    db_rollback_to(work->db, MESSAGE_SAVEPOINT);
    event_queue_cut(work, events);
    search_queue_cut(work, searched);
    if (!is_of_the_message(result.fault) || !db_in_transaction(work->db))
        return fail(result.fault, why);
    item->why = why;
    return done();
}

static Result batch_apply(Work *work, void *context)
{
    MailBatch *batch = context;
    int64_t began_us = clock_monotonic_us();
    batch->next = batch->first;
    do
        TRY(item_apply(work, &batch->items[batch->next++]));
    while (batch->next < batch->count && clock_monotonic_us() - began_us < IMPORT_PIECE_US);
    return batch->options->is_dry_run ? fail(FAULT_CONFLICT, "dry run") : done();
}

/* ---- boxes ---- */

static void item_count(const MailItem *item, const ImportMailOptions *options, ImportTouched *touched,
                       ImportMailCounts *counts)
{
    counts->messages++;
    if (item->why) {
        if (counts->rejected++ < REASONS_TOLD_MAX)
            fprintf(options->err, "message %zu: %s\n", item->number, item->why);
        return;
    }
    if (item->taken.was_known) {
        counts->known++;
        return;
    }
    counts->taken++;
    counts->opened += item->taken.opened;
    counts->joined += item->taken.joined;
    counts->kinds[item->message.kind]++;
    import_touched_add(touched, item->taken.customer_id);
}

static Result batch_write(MailBatch *batch, ImportTouched *touched, ImportMailCounts *counts)
{
    const ImportMailOptions *options = batch->options;
    WITH_ARENA piece = arena_new();
    for (batch->first = 0; batch->first < batch->count; batch->first = batch->next) {
        Result result =
            lane_do(workspace_lane(options->workspace), piece, &options->actor, WORK_IMPORT, true, batch_apply, batch);
        bool was_dry = options->is_dry_run && result.fault == FAULT_CONFLICT && strcmp(result.why, "dry run") == 0;
        if (!is_ok(result) && !was_dry)
            return fail(result.fault, "The mail could not be written; import it again to go on.");
        for (size_t i = batch->first; i < batch->next; i++)
            item_count(&batch->items[i], options, touched, counts);
        arena_reset(piece);
    }
    batch->count = batch->bytes = 0;
    return done();
}

static Result import_box(MailBox *box, MailBatch *batch, ImportTouched *touched, ImportMailCounts *counts)
{
    for (bool is_there = true; is_there;) {
        MailBoxItem item;
        TRY(mail_box_next(box, &item, &is_there));
        if (is_there)
            TRY(item_read(batch, &item));
        bool is_full = batch->count == BATCH_MESSAGES_MAX || batch->bytes >= BATCH_BYTES_MAX;
        if (batch->count == 0 || (is_there && !is_full))
            continue;
        TRY(batch_write(batch, touched, counts));
        arena_reset(batch->arena);
        if (batch->options->progress)
            batch->options->progress(batch->options->owner, "bytes", mail_box_done(box), mail_box_total(box));
    }
    return done();
}

/* ---- folders of folders ---- */

#define FOLDERS_MAX 10000

typedef struct Folders {
    const char *paths[FOLDERS_MAX];
    size_t count;
} Folders;

static bool is_own_place(const char *name)
{
    static const char *const places[] = {".", "..", "cur", "new", "tmp"};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (strcmp(name, places[i]) == 0)
            return true;
    }
    return false;
}

static bool is_folder(int folder_fd, const char *path)
{
    struct stat info;
    return fstatat(folder_fd, path, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

static int name_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The folders in a folder, in the order of their names; a Maildir's own three are read with it. */
static void folders_add(Arena *arena, int folder_fd, const char *path, Folders *folders)
{
    int fd = openat(folder_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    size_t first = folders->count;
    if (folder == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry && folders->count < FOLDERS_MAX; entry = readdir(folder)) {
        const char *inner = arena_printf(arena, "%s/%s", path, entry->d_name);
        if (!is_own_place(entry->d_name) && is_folder(folder_fd, inner))
            folders->paths[folders->count++] = inner;
    }
    closedir(folder);
    qsort(&folders->paths[first], folders->count - first, sizeof(folders->paths[0]), name_order);
}

Result import_mail(Arena *arena, const ImportMailOptions *options, const char *path, ImportTouched *touched,
                   ImportMailCounts *io_counts)
{
    WITH_ARENA messages = arena_new();
    MailBatch *batch = ARENA_NEW(arena, MailBatch);
    Folders *folders = ARENA_NEW(arena, Folders);
    batch->options = options;
    batch->arena = messages;
    folders->paths[folders->count++] = path;
    for (size_t i = 0; i < folders->count; i++) {
        MailBox *box;
        TRY(mail_box_open(arena, options->folder_fd, options->input_fd, folders->paths[i], &box));
        TRY(import_box(box, batch, touched, io_counts));
        if (strcmp(path, "-") != 0)
            folders_add(arena, options->folder_fd, folders->paths[i], folders);
    }
    return done();
}
