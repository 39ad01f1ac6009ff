#include "desk_world.h"

#include <stdio.h>

#include "commerce/commerce_mover.h"
#include "commerce/commerce_totals.h"
#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "commerce/rate.h"
#include "desk/attachment.h"
#include "desk/calendar.h"
#include "desk/custom_field.h"
#include "desk/desk.h"
#include "desk/macro.h"
#include "desk/message.h"
#include "desk/tag.h"
#include "desk/view.h"
#include "lifecycle/lifecycle.h"
#include "people/agent.h"
#include "people/api_key.h"
#include "people/company.h"
#include "people/consent.h"
#include "people/team.h"
#include "voice/response.h"

static const Entity *const entities[] = {
    &customer_entity,   &company_entity,  &identity_entity,       &consent_entity, &agent_entity,
    &team_entity,       &api_key_entity,  &product_entity,        &order_entity,   &payment_entity,
    &invoice_entity,    &contract_entity, &rate_entity,           &ticket_entity,  &message_entity,
    &attachment_entity, &tag_entity,      &custom_field_entity,   &view_entity,    &macro_entity,
    &calendar_entity,   &response_entity, &lifecycle_rule_entity,
};
static const Reactor reactors[] = {{.name = "lifecycle", .react = lifecycle_react}};
static const ModelWiring wiring = {.entities = entities,
                                   .entity_count = sizeof(entities) / sizeof(entities[0]),
                                   .reactors = reactors,
                                   .reactor_count = 1};
static const CustomerMover *const movers[] = {&order_mover, &contract_mover, &invoice_mover,   &payment_mover,
                                              &desk_mover,  &response_mover, &lifecycle_mover, NULL};

static Result seed(Work *work, void *context)
{
    (void)context;
    TRY(desk_seed(work));
    TRY(lifecycle_seed(work));
    /* The agent that world_admin acts as. */
    return db_run(
        work->db,
        DB_SQL("INSERT INTO agents (email, email_key, name, name_key, role, language, is_active, created_at, "
               "updated_at) VALUES ('ada@example.com', 'ada@example.com', 'Ada', 'ada', 'admin', 'es', 1, $1, "
               "$1)"),
        DB_VALUES(db_int(work->now)), NULL);
}

/* Stands for channel/'s sanitiser: what is shown must have gone through it. */
static Result mark_html(Arena *arena, Text html, Text *out_html)
{
    *out_html = text_format(arena, "<p>clean</p>%zu", html.length);
    return done();
}
static Text text_of_html(Arena *arena, Text html)
{
    return text_format(arena, "text of %zu", html.length);
}

static Result prepare(Workspace *workspace)
{
    entity_extend(&customer_entity, &customer_lifecycle);
    entity_extend(&customer_entity, &customer_voice);
    entity_extend(&ticket_entity, &ticket_voice);
    customer_set_movers(movers);
    customer_stages_set_reader(lifecycle_stages_read);
    message_set_html_hooks(mark_html, text_of_html);
    WITH_ARENA arena = arena_new();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, seed, NULL);
}

void desk_world_use(void)
{
    entity_extend(&customer_entity, &customer_lifecycle);
    entity_extend(&customer_entity, &customer_voice);
    entity_extend(&ticket_entity, &ticket_voice);
    world_use(&wiring, prepare);
}

int64_t a_customer(World *world, const char *email)
{
    return world_post(world, &customer_entity, arena_printf(world->arena, "{\"email\":\"%s\"}", email));
}

int64_t a_ticket(World *world, int64_t customer_id, const char *subject)
{
    return world_post(world, &ticket_entity,
                      arena_printf(world->arena,
                                   "{\"subject\":\"%s\",\"customer_id\":%lld,\"message\":{\"text\":\"Hola\"}}", subject,
                                   (long long)customer_id));
}

typedef struct Saying {
    int64_t ticket_id;
    const char *json;
    int64_t id;
} Saying;

static Result say_apply(Work *work, void *context)
{
    Saying *saying = context;
    const JsonValue *source;
    Ticket ticket;
    MessageDraft draft;
    Message message;
    EntityInput *input = entity_new_input(work, &message_input_entity);
    TRY(entity_find(work, &ticket_entity, saying->ticket_id, &ticket));
    TRY(json_read(work->arena, text_of(saying->json), &source));
    TRY(entity_read_json(work, &message_input_entity, source, TEXT(""), true, input));
    TRY(message_from_input(work, input->record, DIRECTION_OUT, ticket.customer_id, TEXT(""), &draft));
    TRY(message_add(work, &ticket, &draft, &message));
    saying->id = message.id;
    return done();
}

Result world_try_say(World *world, const Actor *actor, int64_t ticket_id, const char *json, int64_t *out_id)
{
    Saying saying = {ticket_id, json, 0};
    Result result = world_do_as(world, actor, WORK_LIVE, say_apply, &saying);
    *out_id = saying.id;
    return result;
}

int64_t world_say(World *world, int64_t ticket_id, const char *json)
{
    int64_t id;
    must(world_try_say(world, &world_admin, ticket_id, json, &id));
    return id;
}

Text world_text(World *world, const char *sql, int64_t value)
{
    Work work;
    DbCursor cursor = {0};
    bool has_row;
    world_read(world, &work);
    must(db_query(work.db, db_made_sql(sql), DB_VALUES(db_int(value)), &cursor));
    must(db_next(&cursor, &has_row));
    Text text = has_row ? text_copy(world->arena, db_column_text(&cursor, 0)) : TEXT_NONE;
    db_close_cursor(&cursor);
    work_end_read(&work);
    return text;
}

typedef struct Timed {
    int64_t now;
    Result (*apply)(Work *work, void *context);
    void *context;
} Timed;

static Result timed_apply(Work *work, void *context)
{
    const Timed *timed = context;
    work->now = timed->now;
    return timed->apply(work, timed->context);
}

Result world_do_at(World *world, int64_t now, Result (*apply)(Work *work, void *context), void *context)
{
    Timed timed = {now, apply, context};
    return world_do(world, timed_apply, &timed);
}
