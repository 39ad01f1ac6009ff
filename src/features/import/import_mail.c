#include "import/import_mail.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/mail_box.h"
#include "model/event.h"
#include "model/search.h"
#include "store/blob.h"
#include "store/lane.h"

#define MAILBOX TEXT("import")
#define BATCH_MESSAGES_MAX 256
#define BATCH_BYTES_MAX ((size_t)3 << 20)
/* Larger ones are stored in pieces of their own before their message is taken. */
#define RAW_IN_PIECE_BYTES_MAX ((size_t)1 << 20)
#define MESSAGE_SAVEPOINT 1
#define REASONS_TOLD_MAX 10
/* Full-text rows and the log cost less in long pieces; one ends after IMPORT_PIECE_US when somebody waits. */
#define PIECE_US_MAX INT64_C(150000)

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
    Arena *arena; /* of the messages */
    Arena *piece_arena;
    MailItem items[BATCH_MESSAGES_MAX];
    size_t count;
    size_t bytes;
    size_t first; /* where this piece begins */
    size_t next;
    bool is_guarded; /* each message in its savepoint: one of those may be bad */
    bool is_unsure;  /* a message was bad without one: nothing of the piece stands */
    Piece piece;
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
    MailSource source = {
        .mailbox = MAILBOX, .key = item->key, .raw_blob_id = item->blob_id, .raw = item->raw, .raw_hex = item->hex};
    return mail_take(work, &item->message, &source, &item->taken);
}

static const char *kept_why(Arena *arena, Result result)
{
    return arena_string(arena, result.why ? result.why : "", result.why ? strlen(result.why) : 0);
}

/* In a savepoint of its own: a bad message is undone alone. */
static Result item_apply_guarded(Work *work, MailItem *item)
{
    size_t events = event_queue_length(work);
    void *searched = search_queue_end(work);
    TRY(db_savepoint(work->db, MESSAGE_SAVEPOINT));
    Result result = item_take(work, item);
    if (is_ok(result))
        return db_release(work->db, MESSAGE_SAVEPOINT);
    const char *why = kept_why(work->arena, result);
    db_rollback_to(work->db, MESSAGE_SAVEPOINT);
    event_queue_cut(work, events);
    search_queue_cut(work, searched);
    if (!is_of_the_message(result.fault) || !db_in_transaction(work->db))
        return fail(result.fault, why);
    item->why = why;
    return done();
}

static Result item_apply(Work *work, MailBatch *batch, MailItem *item)
{
    if (item->raw.length == 0)
        return done();
    item->why = NULL;
    if (batch->is_guarded)
        return item_apply_guarded(work, item);
    Result result = item_take(work, item);
    batch->is_unsure = !is_ok(result) && is_of_the_message(result.fault);
    return result;
}

static bool piece_goes_on(Work *work, const MailBatch *batch, int64_t began_us)
{
    int64_t ran_us = clock_monotonic_us() - began_us;
    return batch->next < batch->count && ran_us < PIECE_US_MAX &&
           (ran_us < IMPORT_PIECE_US || !lane_is_wanted(workspace_lane(work->workspace)));
}

static Result batch_apply(Work *work, void *context)
{
    MailBatch *batch = context;
    const int64_t present = work->now;
    int64_t began_us = clock_monotonic_us();
    batch->next = batch->first;
    batch->is_unsure = false;
    do {
        TRY(item_apply(work, batch, &batch->items[batch->next++]));
        work->now = present;
    } while (piece_goes_on(work, batch, began_us));
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

/* An import under way: two batches, one at the lane while the other one is read. */
typedef struct MailRun {
    const ImportMailOptions *options;
    MailBatch batches[2];
    size_t at;           /* the one that is read into */
    WaitedPiece *waited; /* of the other one; NULL: it is done */
    ImportTouched *touched;
    ImportMailCounts *counts;
} MailRun;

static Result batch_hand_over(MailBatch *batch, WaitedPiece **out_waited)
{
    const ImportMailOptions *options = batch->options;
    arena_reset(batch->piece_arena);
    batch->piece = (Piece){.apply = batch_apply,
                           .context = batch,
                           .arena = batch->piece_arena,
                           .actor = options->actor,
                           .mode = WORK_IMPORT,
                           .is_bulk = true};
    return lane_hand_over(workspace_lane(options->workspace), &batch->piece, out_waited);
}

static Result not_written(Result result)
{
    return fail(result.fault, "The mail could not be written; import it again to go on.");
}

/* After a piece: what came of its messages, or they go once more, guarded. */
static Result batch_settle(MailRun *run, MailBatch *batch, Result result)
{
    const ImportMailOptions *options = run->options;
    if (!is_ok(result) && batch->is_unsure && !batch->is_guarded) {
        batch->is_guarded = true;
        return done();
    }
    bool was_dry = options->is_dry_run && result.fault == FAULT_CONFLICT && strcmp(result.why, "dry run") == 0;
    if (!is_ok(result) && !was_dry)
        return not_written(result);
    batch->is_guarded = false;
    for (size_t i = batch->first; i < batch->next; i++)
        item_count(&batch->items[i], options, run->touched, run->counts);
    batch->first = batch->next;
    return done();
}

/* From the piece that is at the lane to the last message. */
static Result batch_complete(MailRun *run)
{
    MailBatch *batch = &run->batches[1 - run->at];
    while (run->waited) {
        WaitedPiece *waited = run->waited;
        run->waited = NULL;
        TRY(batch_settle(run, batch, lane_await(waited)));
        if (batch->first < batch->count) {
            Result handed = batch_hand_over(batch, &run->waited);
            if (!is_ok(handed)) {
                run->waited = NULL;
                return not_written(handed);
            }
        }
    }
    arena_reset(batch->arena);
    batch->count = batch->bytes = batch->first = 0;
    return done();
}

/* The batch that was read goes to the lane, and the one that comes back from there is read into. */
static Result batch_swap(MailRun *run, const MailBox *box)
{
    MailBatch *full = &run->batches[run->at];
    TRY(batch_complete(run));
    if (full->count == 0)
        return done();
    Result handed = batch_hand_over(full, &run->waited);
    if (!is_ok(handed)) {
        run->waited = NULL;
        return not_written(handed);
    }
    run->at = 1 - run->at;
    if (run->options->progress)
        run->options->progress(run->options->owner, "bytes", mail_box_done(box), mail_box_total(box));
    return done();
}

static Result box_read(MailRun *run, MailBox *box)
{
    for (bool is_there = true; is_there;) {
        MailBoxItem item;
        MailBatch *batch = &run->batches[run->at];
        TRY(mail_box_next(box, &item, &is_there));
        if (is_there)
            TRY(item_read(batch, &item));
        if (!is_there || batch->count == BATCH_MESSAGES_MAX || batch->bytes >= BATCH_BYTES_MAX)
            TRY(batch_swap(run, box));
    }
    return done();
}

static Result import_box(MailRun *run, MailBox *box)
{
    Result result = box_read(run, box);
    Result completed = batch_complete(run); /* also after a fault: the lane has the batch */
    return is_ok(result) ? completed : result;
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
    WITH_ARENA messages_a = arena_new();
    WITH_ARENA messages_b = arena_new();
    WITH_ARENA piece_arena = arena_new();
    MailRun *run = ARENA_NEW(arena, MailRun);
    Folders *folders = ARENA_NEW(arena, Folders);
    *run = (MailRun){.options = options, .touched = touched, .counts = io_counts};
    for (size_t i = 0; i < 2; i++) {
        run->batches[i].options = options;
        run->batches[i].arena = i == 0 ? messages_a : messages_b;
        run->batches[i].piece_arena = piece_arena;
    }
    folders->paths[folders->count++] = path;
    for (size_t i = 0; i < folders->count; i++) {
        MailBox *box;
        TRY(mail_box_open(arena, options->folder_fd, options->input_fd, folders->paths[i], &box));
        TRY(import_box(run, box));
        if (strcmp(path, "-") != 0)
            folders_add(arena, options->folder_fd, folders->paths[i], folders);
    }
    return done();
}
