/* The handler on the thread that it needs: here, on a worker, or on the lane. */
#include "http/exchange.h"
#include "http/idempotency.h"
#include "http/stream.h"

/* Status by the route; 304 when the caller holds this version already. */
void exchange_finish(Exchange *exchange)
{
    Answer *answer = &exchange->answer;
    const Route *route = exchange->request.route;
    if (answer->status == 0)
        answer->status = route->success ? route->success : 200;
    if (answer->status == 200 && answer->body.length == 0 && answer->read_more == NULL && route->gives == SHAPE_NONE)
        answer->status = 204;
    exchange->stage = STAGE_ANSWERED;
}

/* Keeps what a failed handler leaves behind, before its connection and arena are used for something else. */
static Result fault_note(Exchange *exchange, Work *work, Result fault)
{
    exchange->field_faults = work->field_faults;
    exchange->field_fault_count = work->field_fault_count;
    if (fault.why)
        fault.why = text_string(exchange->arena, text_of(fault.why));
    return fault;
}

/* How the record stands, for whoever based a change on an older version. */
static void current_note(Exchange *exchange, Work *work)
{
    const Request *request = &exchange->request;
    const Entity *entity = request->route->entity;
    if (entity == NULL || !request->route->needs_version || request->ids[0] == 0)
        return;
    Buffer out = buffer_new(exchange->arena, ANSWER_BYTES_MAX);
    Json json = json_writer(&out);
    int64_t version;
    if (is_ok(entity_write_json(work, entity, request->ids[0], TEXT_NONE, &json, &version)))
        exchange->current = buffer_text(&out);
}

static void refuse_noted(Exchange *exchange, Result fault)
{
    Work work = {.workspace = exchange->server->workspace,
                 .arena = exchange->arena,
                 .actor = exchange->actor,
                 .field_faults = exchange->field_faults,
                 .field_fault_count = exchange->field_fault_count};
    if (fault.fault == FAULT_BROKEN || fault.fault == FAULT_BUSY)
        exchange->log_why = text_copy(exchange->arena, text_of(fault.why));
    answer_start(&exchange->answer, exchange->arena);
    exchange_refuse_result(exchange, &work, fault);
}

static bool answer_is_whole(Exchange *exchange)
{
    if (!exchange->answer.body.is_full)
        return true;
    exchange->problem_code = "too_large";
    exchange->problem_status = 422;
    return false;
}

static void handle_here(Exchange *exchange, Work *work)
{
    Result result = exchange->request.route->handle(work, &exchange->request, &exchange->answer);
    if (is_ok(result) && !answer_is_whole(exchange))
        result = fail(FAULT_LIMIT, "The answer would be larger than 64 MiB. Ask for less at once.");
    if (is_ok(result)) {
        exchange_finish(exchange);
        return;
    }
    refuse_noted(exchange, fault_note(exchange, work, result));
}

void exchange_run_read(Exchange *exchange, Work *work)
{
    bool is_slow = exchange->runs == RUNS_SLOW;
    db_set_budget(work->db, is_slow ? SLOW_STEPS_MAX : READ_STEPS_MAX, is_slow ? SLOW_MS_MAX : READ_MS_MAX);
    handle_here(exchange, work);
    db_set_budget(work->db, 0, 0);
}

static void run_with_reader(Exchange *exchange)
{
    Work work;
    Result begun = work_begin_read(exchange->server->workspace, exchange->arena, &exchange->actor, &work);
    if (!is_ok(begun)) {
        refuse_noted(exchange, begun);
        return;
    }
    exchange_run_read(exchange, &work);
    work_end_read(&work);
}

static bool is_short_read(const Exchange *exchange)
{
    return exchange->runs == RUNS_READ && !exchange->has_body;
}

static void admit_with_reader(Exchange *exchange)
{
    Work work;
    Result begun = work_begin_read(exchange->server->workspace, exchange->arena, &exchange->actor, &work);
    if (!is_ok(begun)) {
        refuse_noted(exchange, begun);
        return;
    }
    exchange_admit(exchange, &work);
    if (exchange->stage == STAGE_ADMITTED && is_short_read(exchange))
        exchange_run_read(exchange, &work);
    work_end_read(&work);
}

/* ---- on a worker ---- */

static void admit_job(void *context)
{
    Exchange *exchange = context;
    admit_with_reader(exchange);
    exchange_return(exchange);
}

static void read_job(void *context)
{
    Exchange *exchange = context;
    run_with_reader(exchange);
    exchange_return(exchange);
}

/* Always false: nobody here owns it any more. */
static bool leave_for(Exchange *exchange, WorkerPool *pool, void (*run)(void *context))
{
    exchange->job = (WorkerJob){.run = run, .context = exchange};
    exchange_leave(exchange);
    if (!worker_submit(pool, &exchange->job)) {
        exchange_refuse(exchange, 503, "busy");
        exchange_return(exchange);
    }
    return false;
}

bool exchange_begin(Exchange *exchange)
{
    bool is_public = exchange->request.route->auth == AUTH_PUBLIC;
    if (is_public && !is_short_read(exchange))
        exchange_admit(exchange, NULL);
    else if (exchange->server->is_postgres)
        return leave_for(exchange, exchange->server->readers, admit_job);
    else
        admit_with_reader(exchange);
    return true;
}

/* ---- on the lane ---- */

static Result write_apply(Work *work, void *context)
{
    Exchange *exchange = context;
    bool is_replayed;
    answer_start(&exchange->answer, exchange->arena);
    exchange->problem_code = NULL;
    exchange->current = TEXT_NONE;
    exchange->field_faults = NULL;
    Result result = idempotency_replay(work, exchange, &is_replayed);
    if (is_ok(result) && !is_replayed) {
        result = exchange->request.route->handle(work, &exchange->request, &exchange->answer);
        if (is_ok(result) && !answer_is_whole(exchange))
            result = fail(FAULT_LIMIT, "The answer would be larger than 64 MiB.");
        if (is_ok(result)) {
            exchange_finish(exchange);
            result = idempotency_keep(work, exchange);
        }
    }
    if (is_ok(result))
        return result;
    result = fault_note(exchange, work, result);
    if (result.fault == FAULT_STALE)
        current_note(exchange, work);
    return result;
}

static void write_finish(void *context, Result result)
{
    Exchange *exchange = context;
    if (!is_ok(result)) {
        if (result.why)
            result.why = text_string(exchange->arena, text_of(result.why));
        refuse_noted(exchange, result);
    }
    exchange->stage = STAGE_ANSWERED;
    exchange_return(exchange);
}

/* The connection is suspended already. */
static void submit_to_lane(Exchange *exchange)
{
    exchange->piece = (Piece){.apply = write_apply,
                              .finish = write_finish,
                              .context = exchange,
                              .arena = exchange->arena,
                              .actor = exchange->actor};
    Result submitted = lane_submit(workspace_lane(exchange->server->workspace), &exchange->piece);
    if (is_ok(submitted))
        return;
    refuse_noted(exchange, submitted);
    exchange_return(exchange);
}

/* Hashing, MIME and sanitising take longer than an HTTP thread may be held. */
static void prepare_job(void *context)
{
    Exchange *exchange = context;
    Result prepared = exchange->request.route->prepare(exchange->arena, &exchange->request, &exchange->prepared);
    if (is_ok(prepared)) {
        submit_to_lane(exchange);
        return;
    }
    refuse_noted(exchange, prepared);
    exchange_return(exchange);
}

static bool run_write(Exchange *exchange)
{
    Result key = idempotency_prepare(exchange);
    if (!is_ok(key)) {
        exchange->problem_code = "malformed_request";
        exchange->problem_status = 400;
        exchange_refuse_result(exchange, NULL, key);
        return true;
    }
    if (exchange->request.route->prepare != NULL)
        return leave_for(exchange, exchange->server->readers, prepare_job);
    exchange_leave(exchange);
    submit_to_lane(exchange);
    return false;
}

static bool run_read(Exchange *exchange)
{
    if (exchange->server->is_postgres)
        return leave_for(exchange, exchange->server->readers, read_job);
    run_with_reader(exchange);
    return true;
}

static void run_plain(Exchange *exchange)
{
    Work work = {.workspace = exchange->server->workspace,
                 .arena = exchange->arena,
                 .now = clock_now(),
                 .actor = exchange->actor};
    handle_here(exchange, &work);
}

bool exchange_run(Exchange *exchange)
{
    if (!exchange_check_body(exchange))
        return true;
    switch (exchange->runs) {
    case RUNS_PLAIN: run_plain(exchange); return true;
    case RUNS_READ: return run_read(exchange);
    case RUNS_SLOW: return leave_for(exchange, exchange->server->slow, read_job);
    case RUNS_WRITE: return run_write(exchange);
    case RUNS_STREAM: stream_take(exchange); return true;
    }
    return true;
}
