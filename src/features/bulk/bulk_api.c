#include "bulk/bulk_action.h"
#include "desk/ticket.h"
#include "people/customer.h"

static Result begin(Work *work, const Entity *entity, const Request *request, Answer *answer)
{
    int64_t id;
    TRY(bulk_action_begin(work, entity, request->json, &id));
    TRY(answer_created(work, &bulk_action_entity, id, request, answer));
    answer->status = 202;
    answer->location = text_format(work->arena, "/api/v1/bulk_actions/%lld", (long long)id);
    return done();
}

static Result tickets_post(Work *work, const Request *request, Answer *answer)
{
    return begin(work, &ticket_entity, request, answer);
}

static Result customers_post(Work *work, const Request *request, Answer *answer)
{
    return begin(work, &customer_entity, request, answer);
}

static Result stop_post(Work *work, const Request *request, Answer *answer)
{
    TRY(bulk_action_stop(work, request->ids[0]));
    return answer_record(work, &bulk_action_entity, request->ids[0], request, answer);
}

static Result undo_post(Work *work, const Request *request, Answer *answer)
{
    TRY(bulk_action_undo(work, request->ids[0]));
    return answer_record(work, &bulk_action_entity, request->ids[0], request, answer);
}

static Result items_get(Work *work, const Request *request, Answer *answer)
{
    BulkAction action;
    TRY(entity_find(work, &bulk_action_entity, request->ids[0], &action));
    const Filter *of_action = filter_is_int(work, &bulk_item_entity, "bulk_id", action.id);
    return answer_list(work, &bulk_item_entity, of_action, request, answer);
}

#define RECORDS_SCHEMA                                                                                                  \
    "\"ids\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"maxItems\":1000},\"filter\":{\"type\":\"object\"}," \
    "\"left_out\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"maxItems\":1000},"                             \
    "\"changes\":{\"type\":\"object\"},\"add_tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"              \
    "\"remove_tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"
static const char ticket_bulk_schema[] =
    "{\"type\":\"object\",\"properties\":{" RECORDS_SCHEMA ",\"macro_id\":{\"type\":\"integer\"},\"merge_into\":{"
    "\"type\":\"integer\"},\"delete\":{\"type\":\"boolean\"},\"restore\":{\"type\":\"boolean\"}}}";
static const char customer_bulk_schema[] = "{\"type\":\"object\",\"properties\":{" RECORDS_SCHEMA
                                           ",\"stage\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\"}}}";

const Route bulk_routes[] = {
    RESOURCE("/api/v1/bulk_actions", &bulk_action_entity),
    {.method = "POST",
     .path = "/api/v1/tickets/bulk",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = tickets_post,
     .takes = SHAPE_SCHEMA,
     .takes_schema = ticket_bulk_schema,
     .gives = SHAPE_RECORD,
     .gives_entity = &bulk_action_entity,
     .success = 202,
     .about = "Begins a change of many tickets, by ids or filter: fields, tags, a macro, a merge, deletion. Follow the "
              "bulk action for its progress."},
    {.method = "POST",
     .path = "/api/v1/customers/bulk",
     .entity = &customer_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = customers_post,
     .takes = SHAPE_SCHEMA,
     .takes_schema = customer_bulk_schema,
     .gives = SHAPE_RECORD,
     .gives_entity = &bulk_action_entity,
     .success = 202,
     .about = "Begins a change of many customers, by ids or filter: fields, tags, the journey stage by hand."},
    {.method = "POST",
     .path = "/api/v1/bulk_actions/{id}/stop",
     .entity = &bulk_action_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = stop_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &bulk_action_entity,
     .about = "Leaves the records that are still waiting as they are."},
    {.method = "POST",
     .path = "/api/v1/bulk_actions/{id}/undo",
     .entity = &bulk_action_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = undo_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &bulk_action_entity,
     .about = "Takes back what was done, where nobody has changed it since; within 30 days."},
    {.method = "GET",
     .path = "/api/v1/bulk_actions/{id}/items",
     .entity = &bulk_action_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = items_get,
     .gives = SHAPE_LIST,
     .gives_entity = &bulk_item_entity,
     .about = "Its records one by one: whether each was changed, and why not."},
    {.path = NULL},
};
