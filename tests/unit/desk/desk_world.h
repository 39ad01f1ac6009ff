/* The world of people's tests with the dictionaries of desk, voice and lifecycle, wired as the program wires them. */
#ifndef LAZO_TESTS_DESK_WORLD_H
#define LAZO_TESTS_DESK_WORLD_H

#include "../people/people_world.h"

/* Before world_run_all. */
void desk_world_use(void);
int64_t a_customer(World *world, const char *email);
/* A ticket of the customer with a first message of theirs. */
int64_t a_ticket(World *world, int64_t customer_id, const char *subject);
/* What POST /tickets/{id}/messages does, for an actor. */
Result world_try_say(World *world, const Actor *actor, int64_t ticket_id, const char *json, int64_t *out_id);
int64_t world_say(World *world, int64_t ticket_id, const char *json);
/* The stored text of a column of one row; empty when null. */
Text world_text(World *world, const char *sql, int64_t value);
/* Runs a step with the clock of the work at an instant. */
Result world_do_at(World *world, int64_t now, Result (*apply)(Work *work, void *context), void *context);

#endif
