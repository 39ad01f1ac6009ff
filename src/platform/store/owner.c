#include "store/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define PID_BYTES 24

static const char *lock_path(Arena *arena, const char *path)
{
    return arena_printf(arena, "%s.lock", path);
}

static struct flock whole_file(void)
{
    return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

static Result held_by_other(Arena *arena, const char *path, int lock)
{
    char pid[PID_BYTES] = {0};
    ssize_t length = pread(lock, pid, sizeof pid - 1, 0);
    int64_t number;
    if (length > 0 && text_to_int(text_trim((Text){pid, (size_t)length}), &number))
        return failf(arena, FAULT_CONFLICT, "The database %s is in use by process %lld.", path, (long long)number);
    return failf(arena, FAULT_CONFLICT, "The database %s is in use by another process.", path);
}

Result owner_take(Arena *arena, const char *path, int *out_lock)
{
    int lock = open(lock_path(arena, path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return failf(arena, FAULT_BROKEN, "The lock file %s.lock cannot be opened: %s.", path, strerror(errno));
    struct flock whole = whole_file();
    if (fcntl(lock, F_OFD_SETLK, &whole) != 0) {
        Result result =
            errno == EAGAIN || errno == EACCES
                ? held_by_other(arena, path, lock)
                : failf(arena, FAULT_BROKEN, "The lock file %s.lock cannot be locked: %s.", path, strerror(errno));
        close(lock);
        return result;
    }
    /* Who holds it is told for people; the lock itself needs no words, so a full disk is no obstacle. */
    char pid[PID_BYTES];
    int length = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) == 0 && pwrite(lock, pid, (size_t)length, 0) != length)
        errno = 0;
    *out_lock = lock;
    return done();
}

void owner_release(int lock)
{
    if (lock >= 0)
        close(lock); /* the file stays: removing it would race with the next owner */
}

bool owner_exists(Arena *arena, const char *path)
{
    int lock = open(lock_path(arena, path), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0)
        return false;
    struct flock whole = whole_file();
    bool is_held = fcntl(lock, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(lock);
    return is_held;
}
