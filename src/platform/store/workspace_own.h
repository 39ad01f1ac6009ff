/* The inside of a workspace, for workspace*.c alone. */
#ifndef LAZO_STORE_WORKSPACE_OWN_H
#define LAZO_STORE_WORKSPACE_OWN_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/db_engine.h"
#include "store/lane_own.h"
#include "store/pool.h"
#include "store/sqlite_file.h"

#define CALENDAR_ZONES_MAX 16

/* Local days of a zone that are known to be in calendar_days. */
typedef struct CalendarRange {
    const Zone *zone;
    int64_t from_day;
    int64_t to_day;
} CalendarRange;

struct Workspace {
    Arena *arena;
    DbEngine engine;
    Text database;
    Text public_url;
    SqliteFile file;          /* SQLite */
    int lock;                 /* -1: none */
    PostgresOptions postgres; /* PostgreSQL */
    int64_t mapped_bytes_max;
    Pool *pool;
    Lane *lane;
    pthread_rwlock_t settings_lock;
    WorkspaceSettings settings;
    pthread_mutex_t calendar_mutex;
    CalendarRange calendar[CALENDAR_ZONES_MAX];
    struct {
        void *_Atomic value; /* read on the lane while it is set */
        void (*free_slot)(void *value);
    } slots[SLOT_COUNT];
};

/* For logs: the file or the schema, never the address, which may hold a password. */
const char *workspace_place(const Workspace *workspace);

#endif
