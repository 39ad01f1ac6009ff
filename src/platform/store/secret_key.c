#include "store/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "store/workspace_secret.h"

#define KEY_TEXT_BYTES_MAX 200

static Result key_from_words(Arena *arena, Text words, const char *source, unsigned char out[SEAL_KEY_BYTES])
{
    words = text_trim(words);
    if (words.length < SECRET_KEY_BYTES_MIN)
        return failf(arena, FAULT_INVALID, "%s is shorter than %d characters; make one with: openssl rand -base64 32",
                     source, SECRET_KEY_BYTES_MIN);
    hmac_sha256(words, TEXT("lazo secrets at rest"), out);
    return done();
}

/* False when there is no such file. */
static Result file_read(Arena *arena, const char *path, unsigned char out[SEAL_KEY_BYTES], bool *out_found)
{
    char words[KEY_TEXT_BYTES_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    *out_found = fd >= 0;
    if (fd < 0 && errno == ENOENT)
        return done();
    ssize_t length = fd < 0 ? -1 : read(fd, words, sizeof words);
    if (fd >= 0)
        close(fd);
    if (length < 0)
        return failf(arena, FAULT_BROKEN, "The key file %s cannot be read.", path);
    return key_from_words(arena, (Text){words, (size_t)length}, path, out);
}

static bool all_written(int fd, Text words)
{
    bool is_good = write(fd, words.data, words.length) == (ssize_t)words.length && fsync(fd) == 0;
    return close(fd) == 0 && is_good;
}

/* Whole and durable under its name, or not at all: linked into place only after it was synced. Who comes second takes what
 * the first one made. */
static Result file_make(Arena *arena, const char *folder, const char *path)
{
    Text words = random_token(arena, SEAL_KEY_BYTES);
    const char *draft = arena_printf(arena, "%s.%ld.new", path, (long)getpid());
    unlink(draft);
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_made = fd >= 0 && all_written(fd, text_format(arena, "%.*s\n", TEXT_ARG(words)));
    bool is_placed = is_made && (link(draft, path) == 0 || errno == EEXIST);
    unlink(draft);
    int held = is_placed ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool is_durable = held >= 0 && fsync(held) == 0;
    if (held >= 0)
        close(held);
    if (!is_durable)
        return failf(arena, FAULT_BROKEN, "The key file %s cannot be written.", path);
    return done();
}

Result secret_key_find(Work *work, unsigned char out[SEAL_KEY_BYTES])
{
    const char *variable = getenv(SECRET_KEY_VARIABLE);
    if (variable && *variable)
        return key_from_words(work->arena, text_of(variable), SECRET_KEY_VARIABLE, out);
    Text folder = workspace_folder(work->workspace);
    if (text_is_empty(folder))
        return workspace_secret(work, WORKSPACE_SECRET_SEAL, out);
    const char *place = text_string(work->arena, folder);
    const char *path = arena_printf(work->arena, "%s/" SECRET_KEY_FILE, place);
    bool found;
    TRY(file_read(work->arena, path, out, &found));
    if (found)
        return done();
    TRY(file_make(work->arena, place, path));
    TRY(file_read(work->arena, path, out, &found));
    return found ? done() : fail(FAULT_BROKEN, "The key file was removed while it was made.");
}
