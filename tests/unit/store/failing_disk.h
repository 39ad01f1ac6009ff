/* A disk that fails when told to: stands between SQLite and the real files of this process. */
#ifndef LAZO_TESTS_STORE_FAILING_DISK_H
#define LAZO_TESTS_STORE_FAILING_DISK_H

#include <stdatomic.h>

typedef enum DiskFault {
    DISK_FINE,
    DISK_FULL,        /* every write that would make a file longer */
    DISK_WRITE_ERROR, /* every write */
    DISK_SYNC_ERROR,  /* every fsync */
} DiskFault;

/* Before the first connection. */
void failing_disk_install(void);
void failing_disk_set(DiskFault fault);
/* How often it failed since it was set. */
int failing_disk_count(void);

#endif
