#include "base/result.h"

#include "base/arena.h"

Result failf(struct Arena *arena, Fault fault, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *why = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return (Result){fault, why};
}

const char *fault_name(Fault fault)
{
    static const char *const names[] = {
        [FAULT_NONE] = "none",           [FAULT_INVALID] = "invalid", [FAULT_DENIED] = "denied",
        [FAULT_NOT_FOUND] = "not_found", [FAULT_STALE] = "stale",     [FAULT_CONFLICT] = "conflict",
        [FAULT_LIMIT] = "limit",         [FAULT_BUSY] = "busy",       [FAULT_BROKEN] = "broken",
    };
    if ((size_t)fault >= sizeof names / sizeof *names)
        return "unknown";
    return names[fault];
}
