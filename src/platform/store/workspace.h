/* A workspace is a database: one SQLite file or one PostgreSQL schema, with everything that hangs off it. Nothing is
 * global; a process may open several. */
#ifndef LAZO_STORE_WORKSPACE_H
#define LAZO_STORE_WORKSPACE_H

#include "base/clock.h"
#include "store/db.h"

typedef struct Workspace Workspace;
typedef struct Lane Lane;

typedef struct WorkspaceOptions {
    Text database;            /* "sqlite:PATH" or "postgresql://…[?schema=NAME]" */
    bool must_exist;          /* else created */
    int writers;              /* PostgreSQL write connections; 0: 4 */
    int64_t mapped_bytes_max; /* SQLite mmap; 0: 0 */
} WorkspaceOptions;

/* Opens or creates, takes the owner's lock (SQLite: FAULT_CONFLICT "… is in use by process N" when another process owns
 * it), migrates. FAULT_CONFLICT when the database is newer than this program can read (compatible_from). */
MUST_CHECK Result workspace_open(const WorkspaceOptions *options, Workspace **out_workspace);
void workspace_close(Workspace *workspace);

DbEngine workspace_engine(const Workspace *workspace);
Lane *workspace_lane(Workspace *workspace);
/* The folder of a SQLite file (for lazo.sock), or TEXT_NONE. */
Text workspace_folder(const Workspace *workspace);
Text workspace_database(const Workspace *workspace);
/* Where people reach this server, without a slash at the end: the start of every link in mail and pages. Set once, before
 * the server takes requests; empty for programs that serve nobody. */
void workspace_set_public_url(Workspace *workspace, Text url);
Text workspace_public_url(const Workspace *workspace);
/* SQLite: true when another process owns the file right now (then lazo.sock in its folder takes commands). */
bool workspace_is_owned(Text database);

/* A read connection of the pool, given back by workspace_return_reader on every path. FAULT_BUSY after 5 s. */
MUST_CHECK Result workspace_take_reader(Workspace *workspace, Db **out_db);
void workspace_return_reader(Workspace *workspace, Db *db);

/* Settings that nearly every request needs, kept in memory and reloaded by workspace_reload_settings after they change. */
typedef struct WorkspaceSettings {
    char base_currency[4]; /* ISO 4217 */
    char language[3];      /* es, en, pt */
    const Zone *zone;
    char name[128];
} WorkspaceSettings;
WorkspaceSettings workspace_settings(Workspace *workspace);
MUST_CHECK Result workspace_reload_settings(Workspace *workspace);

/* A slot where a floor above keeps what it needs per workspace (dictionary caches, SSE hub, rate limits). Set once at
 * wiring, freed by `free_slot` at close, after the lane has ended, or when another value takes its place. */
typedef enum WorkspaceSlot { SLOT_MODEL, SLOT_HTTP, SLOT_JOBS, SLOT_APP, SLOT_PRESENCE, SLOT_COUNT } WorkspaceSlot;
void workspace_set_slot(Workspace *workspace, WorkspaceSlot slot, void *value, void (*free_slot)(void *value));
void *workspace_slot(Workspace *workspace, WorkspaceSlot slot);

/* Integrity check of the engine (PRAGMA integrity_check and foreign_key_check; PostgreSQL: foreign keys are enforced, so a
 * read of every table); each finding is handed to `found`. */
MUST_CHECK Result workspace_check(Workspace *workspace, void (*found)(void *owner, Text finding), void *owner);

#endif
