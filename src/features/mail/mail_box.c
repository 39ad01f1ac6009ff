#include "mail/mail_box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"

#define BLOCK_BYTES 262144
#define FROM_LINE_BYTES_MAX 1000

struct MailBox {
    Arena *arena;   /* of the box: names, the block */
    Arena *message; /* of the message that was given last */
    int fd;         /* the file that is read now; -1: none */
    bool owns_fd;
    bool is_mbox;
    bool was_tried; /* the first bytes were looked at */
    char *block;
    size_t block_from;
    size_t block_to;
    bool is_at_end; /* of the file */
    bool has_from;  /* a From_ line was read: a message follows */
    int folder_fd;  /* of the files; -1: there is one only */
    const char **names;
    size_t name_count;
    size_t name_next;
    const char *name;
    size_t number;
    int64_t done;
    int64_t total;
};

static void box_close(void *object)
{
    MailBox *box = object;
    if (box->owns_fd && box->fd >= 0)
        close(box->fd);
    if (box->folder_fd >= 0)
        close(box->folder_fd);
    arena_free(box->message);
}

/* More bytes into the block behind those that are left; false at the end of the file. */
static Result block_fill(MailBox *box, bool *out_has_more)
{
    memmove(box->block, box->block + box->block_from, box->block_to - box->block_from);
    box->block_to -= box->block_from;
    box->block_from = 0;
    *out_has_more = false;
    while (!box->is_at_end && box->block_to < BLOCK_BYTES) {
        ssize_t count = read(box->fd, box->block + box->block_to, BLOCK_BYTES - box->block_to);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failf(box->arena, FAULT_BROKEN, "%s cannot be read: %s.", box->name, strerror(errno));
        box->is_at_end = count == 0;
        box->block_to += (size_t)count;
        box->done += count;
        *out_has_more = count > 0;
        return done();
    }
    return done();
}

/* The next line with its end, or a piece of a line longer than the block; empty at the end of the file. */
static Result line_next(MailBox *box, Text *out_line)
{
    for (;;) {
        size_t left = box->block_to - box->block_from;
        const char *start = box->block + box->block_from;
        const char *end = left > 0 ? memchr(start, '\n', left) : NULL;
        if (end || box->is_at_end || left == BLOCK_BYTES) {
            size_t length = end ? (size_t)(end - start) + 1 : left;
            box->block_from += length;
            *out_line = (Text){start, length};
            return done();
        }
        bool has_more;
        TRY(block_fill(box, &has_more));
    }
}

/* "From someone Tue Nov 24 10:00:00 2026": the sender may be anything, the time tells it from prose. */
static bool is_from_line(Text line)
{
    if (line.length > FROM_LINE_BYTES_MAX || !text_starts_with(line, TEXT("From ")))
        return false;
    for (size_t i = 5; i + 4 < line.length; i++) {
        if (line.data[i] >= '0' && line.data[i] <= '9' && line.data[i + 1] == ':' && line.data[i + 2] >= '0' &&
            line.data[i + 2] <= '5')
            return true;
    }
    return false;
}

static bool is_quoted_from(Text line)
{
    size_t signs = 0;
    while (signs < line.length && line.data[signs] == '>')
        signs++;
    return signs > 0 && text_starts_with(text_slice(line, signs, line.length), TEXT("From "));
}

static bool is_blank(Text line)
{
    return text_is(line, "\n") || text_is(line, "\r\n");
}

static void line_add(Buffer *out, Text line, MailBoxItem *item)
{
    if (out->length + line.length > MAIL_BOX_MESSAGE_BYTES_MAX)
        item->is_too_large = true;
    else if (!item->is_too_large)
        buffer_add_text(out, line);
}

/* One message of an mbox: up to a From_ line that stands behind an empty one. That empty line belongs to neither. */
static Result mbox_message(MailBox *box, Buffer *out, MailBoxItem *item)
{
    Text blank = TEXT_NONE;
    bool is_line_start = true;
    box->has_from = false;
    for (;;) {
        Text line;
        TRY(line_next(box, &line));
        if (line.length == 0)
            break;
        if (is_line_start && is_from_line(line) && (blank.data || out->length == 0)) {
            box->has_from = true;
            break;
        }
        if (blank.data)
            line_add(out, blank, item);
        blank = TEXT_NONE;
        bool was_line_start = is_line_start;
        is_line_start = line.data[line.length - 1] == '\n';
        if (was_line_start && is_blank(line))
            blank = line.length == 1 ? TEXT("\n") : TEXT("\r\n");
        else
            line_add(out, was_line_start && is_quoted_from(line) ? text_slice(line, 1, line.length) : line, item);
    }
    return done();
}

static Result whole_message(MailBox *box, Buffer *out, MailBoxItem *item)
{
    Text line;
    do {
        TRY(line_next(box, &line));
        line_add(out, line, item);
    } while (line.length > 0);
    return done();
}

/* Looks at the first bytes of a file: "From " begins an mbox. */
static Result kind_find(MailBox *box)
{
    bool has_more = true;
    while (has_more && box->block_to - box->block_from < FROM_LINE_BYTES_MAX)
        TRY(block_fill(box, &has_more));
    Text head = {box->block + box->block_from, box->block_to - box->block_from};
    size_t end = text_find_byte(head, '\n', 0);
    box->is_mbox = end != SIZE_MAX && is_from_line(text_slice(head, 0, end + 1));
    box->was_tried = true;
    if (box->is_mbox) {
        box->block_from += end + 1;
        box->has_from = true;
    }
    return done();
}

static void file_end(MailBox *box)
{
    if (box->owns_fd && box->fd >= 0)
        close(box->fd);
    box->fd = -1;
    box->was_tried = false;
    box->has_from = false;
}

/* Opens the next file of the folder; false when there are no more. */
static Result file_next(MailBox *box, bool *out_is_there)
{
    *out_is_there = false;
    if (box->name_next >= box->name_count)
        return done();
    box->name = box->names[box->name_next++];
    box->fd = openat(box->folder_fd, box->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (box->fd < 0)
        return failf(box->message, FAULT_BROKEN, "%s cannot be opened: %s.", box->name, strerror(errno));
    box->owns_fd = true;
    box->block_from = box->block_to = 0;
    box->is_at_end = false;
    *out_is_there = true;
    return done();
}

static Result message_read(MailBox *box, MailBoxItem *item)
{
    Buffer out = buffer_new(box->message, MAIL_BOX_MESSAGE_BYTES_MAX + BLOCK_BYTES);
    Result result = box->is_mbox ? mbox_message(box, &out, item) : whole_message(box, &out, item);
    if (!is_ok(result) || !box->is_mbox || !box->has_from)
        file_end(box);
    TRY(result);
    item->raw = out.length > 0 ? buffer_text(&out) : (Text){"", 0};
    item->number = ++box->number;
    item->name = text_of(box->name);
    return done();
}

Result mail_box_next(MailBox *box, MailBoxItem *out_item, bool *out_is_there)
{
    *out_item = (MailBoxItem){0};
    *out_is_there = false;
    arena_reset(box->message);
    if (box->fd < 0) {
        bool is_there = false;
        TRY(file_next(box, &is_there));
        if (!is_there)
            return done();
    }
    if (!box->was_tried) {
        Result result = kind_find(box);
        if (!is_ok(result))
            file_end(box);
        TRY(result);
    }
    TRY(message_read(box, out_item));
    *out_is_there = true;
    return done();
}

int64_t mail_box_done(const MailBox *box)
{
    return box->done;
}

int64_t mail_box_total(const MailBox *box)
{
    return box->total;
}

static int names_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the files of one folder; `prefix` is put before their names. In a folder that is no Maildir only .eml counts. */
static Result folder_list(MailBox *box, const char *folder, const char *prefix, bool any_name, size_t *capacity)
{
    int fd = openat(box->folder_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (!directory) {
        if (fd >= 0)
            close(fd);
        return errno == ENOENT ? done()
                               : failf(box->arena, FAULT_BROKEN, "%s cannot be read: %s.", folder, strerror(errno));
    }
    Result result = done();
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && is_ok(result);) {
        struct stat status;
        if (entry->d_name[0] == '.' || (!any_name && !text_ends_with(text_of(entry->d_name), TEXT(".eml"))) ||
            fstatat(fd, entry->d_name, &status, 0) != 0 || !S_ISREG(status.st_mode))
            continue;
        if (box->name_count >= MAIL_BOX_FILES_MAX) {
            result = failf(box->arena, FAULT_LIMIT, "There are more than %d files.", MAIL_BOX_FILES_MAX);
            break;
        }
        if (box->name_count == *capacity) {
            *capacity = *capacity == 0 ? 64 : *capacity * 2;
            const char **names = ARENA_ARRAY(box->arena, const char *, *capacity);
            if (box->name_count > 0)
                memcpy(names, box->names, box->name_count * sizeof *names);
            box->names = names;
        }
        box->names[box->name_count++] = arena_printf(box->arena, "%s%s", prefix, entry->d_name);
        box->total += status.st_size;
    }
    closedir(directory);
    return result;
}

static Result folder_open(MailBox *box, int fd)
{
    struct stat status;
    size_t capacity = 0;
    box->folder_fd = fd;
    bool is_maildir = fstatat(fd, "cur", &status, 0) == 0 && S_ISDIR(status.st_mode);
    if (is_maildir) {
        TRY(folder_list(box, "new", "new/", true, &capacity));
        TRY(folder_list(box, "cur", "cur/", true, &capacity));
    } else {
        TRY(folder_list(box, ".", "", false, &capacity));
    }
    if (box->name_count > 0)
        qsort(box->names, box->name_count, sizeof *box->names, names_compare);
    return done();
}

Result mail_box_open(Arena *arena, int folder_fd, int input_fd, const char *path, MailBox **out_box)
{
    bool is_stream = strcmp(path, "-") == 0;
    int fd = is_stream ? input_fd : openat(folder_fd, path, O_RDONLY | O_CLOEXEC);
    struct stat status = {0};
    if (fd < 0)
        return failf(arena, FAULT_NOT_FOUND, "%s cannot be opened: %s.", path, strerror(errno));
    MailBox *box = ARENA_NEW(arena, MailBox);
    *box = (MailBox){
        .arena = arena, .message = arena_new(), .fd = -1, .folder_fd = -1, .name = arena_printf(arena, "%s", path)};
    arena_defer(arena, box_close, box);
    box->block = arena_alloc(arena, BLOCK_BYTES);
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        TRY(folder_open(box, fd));
    } else {
        box->fd = fd;
        box->owns_fd = !is_stream;
        box->total = S_ISREG(status.st_mode) ? status.st_size : 0;
    }
    *out_box = box;
    return done();
}
