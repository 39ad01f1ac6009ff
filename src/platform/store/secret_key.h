/* The key that secrets are sealed under: LAZO_SECRET_KEY of the environment; without it, the file lazo.key beside a SQLite
 * database (0600, made at the first use); without a folder (PostgreSQL), a secret of the database itself. */
#ifndef LAZO_STORE_SECRET_KEY_H
#define LAZO_STORE_SECRET_KEY_H

#include "base/seal.h"
#include "store/work.h"

#define SECRET_KEY_VARIABLE "LAZO_SECRET_KEY"
#define SECRET_KEY_FILE "lazo.key"
#define SECRET_KEY_BYTES_MIN 16 /* of the variable's text */

/* FAULT_INVALID for a variable that is too short, FAULT_BROKEN when the file cannot be read or made. */
MUST_CHECK Result secret_key_find(Work *work, unsigned char out[SEAL_KEY_BYTES]);

#endif
