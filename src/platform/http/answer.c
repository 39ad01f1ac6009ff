/* What handlers call to make an answer. */
#include "http/exchange.h"
#include "http/resource.h"

#include "model/filter.h"

void answer_start(Answer *answer, Arena *arena)
{
    *answer = (Answer){0};
    answer->body = buffer_new(arena, ANSWER_BYTES_MAX);
    answer->json = json_writer(&answer->body);
}

static bool is_header_value(Text value)
{
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.data[i] < 0x20 || value.data[i] == 0x7f)
            return false;
    return true;
}

void answer_header(Answer *answer, const char *name, Text value)
{
    if (answer->header_count == ANSWER_HEADERS_MAX || !is_header_value(value))
        return;
    answer->headers[answer->header_count++] = (AnswerHeader){name, text_copy(answer->body.arena, value)};
}

Result answer_record(Work *work, const Entity *entity, int64_t id, const Request *request, Answer *answer)
{
    int64_t version = 0;
    if (work->events != NULL)
        TRY(event_settle(work)); /* a customer is shown with the stage that this very write moves it to */
    TRY(entity_write_json(work, entity, id, request_query(request, "include"), &answer->json, &version));
    answer->has_version = version > 0;
    answer->version = version;
    return done();
}

Result answer_created(Work *work, const Entity *entity, int64_t id, const Request *request, Answer *answer)
{
    TRY(answer_record(work, entity, id, request, answer));
    answer->status = 201;
    answer->location = text_format(work->arena, "/api/v1/%s/%lld", entity->plural, (long long)id);
    return done();
}

Result request_read(Work *work, const Request *request, const Entity *shape, EntityInput **out_input)
{
    if (request->json == NULL)
        return fail(FAULT_INVALID, "The request needs a JSON object as its body.");
    EntityInput *input = entity_new_input(work, shape);
    TRY(entity_read_json(work, shape, request->json, TEXT(""), true, input));
    *out_input = input;
    return done();
}

static Result list_limit(Work *work, const Request *request, int64_t *out_limit)
{
    Text limit = request_query(request, "limit");
    if (limit.data == NULL)
        return done();
    if (!text_to_int(limit, out_limit) || *out_limit < 1 || *out_limit > LIST_LIMIT_MAX)
        return work_fault(work, TEXT("limit"), "out_of_range", "limit is a whole number from 1 to %d.", LIST_LIMIT_MAX);
    return done();
}

static Result list_filter(Work *work, const Request *request, const JsonValue **out_filter)
{
    Text filter = request_query(request, "filter");
    if (text_is_empty(filter))
        return done();
    Result read = json_read(work->arena, filter, out_filter);
    return is_ok(read) ? done() : work_fault(work, TEXT("filter"), "malformed", "filter: %s", read.why);
}

Result answer_list(Work *work, const Entity *entity, const struct Filter *also, const Request *request, Answer *answer)
{
    return answer_list_sorted(work, entity, also, "", request, answer);
}

Result answer_list_sorted(Work *work, const Entity *entity, const struct Filter *also, const char *sort,
                          const Request *request, Answer *answer)
{
    Text asked = request_query(request, "sort");
    ListQuery query = {.also = also,
                       .sort = text_is_empty(asked) ? text_of(sort) : asked,
                       .after = request_query(request, "after"),
                       .include = request_query(request, "include")};
    Text count = request_query(request, "count");
    query.count = text_is(count, "true") || text_is(count, "1");
    if (count.data && !query.count && !text_is(count, "false") && !text_is(count, "0"))
        return work_fault(work, TEXT("count"), "wrong_type", "count is true or false.");
    TRY(list_limit(work, request, &query.limit));
    TRY(list_filter(work, request, &query.filter));
    return entity_list(work, entity, &query, &answer->json);
}
