/* How every function that can fail says so: a fault to act on and a sentence for a person. */
#ifndef LAZO_BASE_RESULT_H
#define LAZO_BASE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

typedef enum Fault {
    FAULT_NONE,
    FAULT_INVALID,   /* the caller's input breaks a stated rule */
    FAULT_DENIED,    /* the actor may not do this */
    FAULT_NOT_FOUND, /* no such record, or none that the actor may see */
    FAULT_STALE,     /* somebody changed it first */
    FAULT_CONFLICT,  /* it contradicts what is stored */
    FAULT_LIMIT,     /* a stated upper bound was reached */
    FAULT_BUSY,      /* try again later */
    FAULT_BROKEN,    /* database, disk or network let us down */
} Fault;

/* Every function that returns one is declared MUST_CHECK. `why` is one plain sentence; it lives as long as the arena
 * that made it (or forever, when it is a literal). */
typedef struct Result {
    Fault fault;
    const char *why;
} Result;

static inline Result done(void)
{
    return (Result){FAULT_NONE, NULL};
}

static inline Result fail(Fault fault, const char *why)
{
    return (Result){fault, why};
}

static inline bool is_ok(Result result)
{
    return result.fault == FAULT_NONE;
}

/* Passes a fault on to the caller. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        Result try_result_ = (call);                                                                                   \
        if (try_result_.fault != FAULT_NONE)                                                                           \
            return try_result_;                                                                                        \
    } while (0)

/* A sentence with details, made in `arena` (struct Arena, base/arena.h). */
struct Arena;
MUST_CHECK Result failf(struct Arena *arena, Fault fault, const char *format, ...) PRINTF_LIKE(3, 4);

/* "invalid", "not_found", … for logs and tests. */
const char *fault_name(Fault fault);

#endif
