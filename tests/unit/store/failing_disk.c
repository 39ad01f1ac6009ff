#include "failing_disk.h"

#include <sqlite3.h>
#include <string.h>

#define METHODS_MAX 4

static atomic_int fault_now;
static atomic_int fault_count;
static sqlite3_vfs disk;
static sqlite3_vfs *real_disk;
static struct {
    const sqlite3_io_methods *real;
    sqlite3_io_methods ours;
} methods[METHODS_MAX];
static atomic_int method_count;

static const sqlite3_io_methods *real_of(sqlite3_file *file)
{
    for (int i = 0; i < method_count; i++)
        if (file->pMethods == &methods[i].ours)
            return methods[i].real;
    return file->pMethods;
}

static int failed(int code)
{
    fault_count++;
    return code;
}

static int disk_write(sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
    const sqlite3_io_methods *real = real_of(file);
    sqlite3_int64 size = 0;
    if (fault_now == DISK_WRITE_ERROR)
        return failed(SQLITE_IOERR_WRITE);
    if (fault_now == DISK_FULL && (real->xFileSize(file, &size) != SQLITE_OK || offset + length > size))
        return failed(SQLITE_FULL);
    return real->xWrite(file, data, length, offset);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    if (fault_now == DISK_SYNC_ERROR)
        return failed(SQLITE_IOERR_FSYNC);
    return real_of(file)->xSync(file, flags);
}

/* Called under SQLite's own open; a kind of file that was seen before needs nothing new. */
static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    int code = real_disk->xOpen(real_disk, name, file, flags, out_flags);
    if (code != SQLITE_OK || !file->pMethods)
        return code;
    static sqlite3_mutex *mutex;
    if (!mutex)
        mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_APP1);
    sqlite3_mutex_enter(mutex);
    int at = 0;
    while (at < method_count && methods[at].real != file->pMethods)
        at++;
    if (at == method_count && at < METHODS_MAX) {
        methods[at].real = file->pMethods;
        methods[at].ours = *file->pMethods;
        methods[at].ours.xWrite = disk_write;
        methods[at].ours.xSync = disk_sync;
        method_count++;
    }
    if (at < METHODS_MAX)
        file->pMethods = &methods[at].ours;
    sqlite3_mutex_leave(mutex);
    return SQLITE_OK;
}

void failing_disk_install(void)
{
    real_disk = sqlite3_vfs_find(NULL);
    disk = *real_disk;
    disk.zName = "failing";
    disk.xOpen = disk_open;
    sqlite3_vfs_register(&disk, 1);
}

void failing_disk_set(DiskFault fault)
{
    fault_count = 0;
    fault_now = fault;
}

int failing_disk_count(void)
{
    return fault_count;
}
