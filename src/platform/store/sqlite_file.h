/* Where a SQLite database lies. */
#ifndef LAZO_STORE_SQLITE_FILE_H
#define LAZO_STORE_SQLITE_FILE_H

#include "base/text.h"

typedef struct SqliteFile {
    const char *path;   /* absolute, links resolved: one file has one lock whatever way leads to it */
    const char *folder; /* absolute */
    bool exists;
} SqliteFile;

/* From "sqlite:PATH". With `makes_folder`, missing folders are made (0700). FAULT_INVALID for an empty path or one with a
 * NUL, FAULT_NOT_FOUND when the folder is missing. */
MUST_CHECK Result sqlite_file_find(Arena *arena, Text database, bool makes_folder, SqliteFile *out_file);
/* Makes the empty file (0600) and syncs its folder. */
MUST_CHECK Result sqlite_file_make(Arena *arena, const SqliteFile *file);
/* FAULT_BROKEN when the folder's entries cannot be made durable. */
MUST_CHECK Result folder_sync(Arena *arena, const char *folder);

#endif
