/* The built user interface, embedded in the program (embed_files.py). */
#ifndef LAZO_APP_FILES_H
#define LAZO_APP_FILES_H

#include "http/server.h"

extern const StaticFile embedded_files[];
extern const size_t embedded_file_count;

#endif
