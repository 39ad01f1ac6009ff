/* demo: a believable business in Latin America and Spain, made by rules of our own; the same seed at the same instant
 * gives the same business. */
#ifndef LAZO_APP_COMMAND_DEMO_H
#define LAZO_APP_COMMAND_DEMO_H

#include "app/command.h"

#define DEMO_EMAIL "ana@lazo.example"
#define DEMO_PASSWORD "demo-lazo-2026"
#define DEMO_CUSTOMERS_MAX 100000

typedef struct DemoOptions {
    int64_t customers; /* 0: 600 */
    uint64_t seed;     /* 0: 1 */
} DemoOptions;

MUST_CHECK Result demo_workspace_is_empty(Workspace *workspace, Arena *arena, bool *out_is_empty);
/* FAULT_CONFLICT when there are people or customers already. `progress` may be NULL. */
MUST_CHECK Result demo_fill(Workspace *workspace, Arena *arena, const DemoOptions *options, Progress *progress);

int command_demo(Command *command);

#endif
