#include "http/problem.h"
#include "model/filter.h"
#include "people/customer.h"
#include "people/customer_view.h"

/* A customer that was merged away is not there any more; the problem says where to look, in a member of its own too. */
static void merged_answer(Work *work, const Request *request, int64_t id, int64_t now_id, Answer *answer)
{
    Result result = failf(work->arena, FAULT_NOT_FOUND, "Customer %lld was merged into customer %lld.", (long long)id,
                          (long long)now_id);
    problem_answer(work, request, work->actor.language, result, answer);
    buffer_cut(&answer->body, answer->body.length - 1);
    json_put_int(&answer->json, "merged_into", now_id);
    json_end_object(&answer->json);
}

static Result customer_get(Work *work, const Request *request, Answer *answer)
{
    int64_t id = request->ids[0];
    int64_t now_id;
    Result result = answer_record(work, &customer_entity, id, request, answer);
    if (is_ok(result))
        customer_view_note(work, id);
    if (result.fault != FAULT_NOT_FOUND || !is_ok(customer_resolve(work, id, &now_id)) || now_id == id)
        return result;
    merged_answer(work, request, id, now_id, answer);
    return done();
}

static Result customer_identities(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    return answer_list(work, &identity_entity, filter_is_int(work, &identity_entity, "customer_id", customer.id),
                       request, answer);
}

static const RouteParameter include_parameter[] = {
    {"include", "string", "References to show whole, separated by commas."},
};
static const RouteParameter page_parameters[] = {
    {"limit", "integer", "Rows of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
};

const Route customer_routes[] = {
    RESOURCE("/api/v1/customers", &customer_entity),
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = customer_get,
        .gives = SHAPE_RECORD,
        .gives_entity = &customer_entity,
        .parameters = include_parameter,
        .parameter_count = 1,
        .about = "Shows one of the customers; 404 says into which one it was merged, if it was.",
    },
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/identities",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = customer_identities,
        .gives = SHAPE_LIST,
        .gives_entity = &identity_entity,
        .parameters = page_parameters,
        .parameter_count = 2,
        .about = "Lists the addresses, phones and ids by which the customer is recognised.",
    },
    {0},
};
