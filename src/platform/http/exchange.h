/* One request and its answer on their way through the server: read, admitted, run, sent. Inside http/ only. */
#ifndef LAZO_HTTP_EXCHANGE_H
#define LAZO_HTTP_EXCHANGE_H

#include <stdatomic.h>

#include "http/problem.h"
#include "http/server_state.h"
#include "http/worker.h"
#include "store/lane.h"

struct MHD_Connection;

#define TARGET_BYTES_MAX 16384 /* path and query, encoded */
#define QUERY_PAIRS_MAX 64
#define BODY_BYTES_DEFAULT ((size_t)1 << 20)
#define ANSWER_BYTES_MAX ((size_t)64 << 20)
#define IDEMPOTENCY_KEY_BYTES_MAX 255

typedef struct QueryPair {
    Text name;
    Text value;
} QueryPair;

/* One thread at a time owns an exchange: the connection's HTTP thread, or, between exchange_leave and exchange_return, a
 * worker or the lane. Whoever let it go must not even look at it: functions that may let it go return false then. */
typedef enum ExchangeStage {
    STAGE_NEW,      /* the caller is not known yet */
    STAGE_ADMITTED, /* the caller may; the body is being read */
    STAGE_ANSWERED, /* `answer` is whole */
    STAGE_TAKEN,    /* the socket belongs to the stream now */
} ExchangeStage;

typedef struct Exchange {
    Server *server;
    struct MHD_Connection *connection;
    Arena *arena;
    Text target; /* as it was sent */
    QueryPair *query;
    size_t query_count;
    Request request;
    Answer answer;
    Actor actor;
    Text language; /* es, en or pt */
    void *prepared;
    ExchangeStage stage;
    RouteRuns runs;    /* the route's, but broad lists are RUNS_SLOW */
    bool is_head_done; /* the headers were dealt with; what comes now is the body or its end */
    bool has_body;
    bool has_length;
    int64_t body_announced; /* Content-Length */
    size_t body_bytes_max;
    size_t body_dropped; /* bytes read and thrown away after a refusal */
    Buffer body;
    RateState rate;
    bool has_rate;
    uint64_t sign_in_key; /* of the stricter bucket; 0: none */
    int64_t started_us;
    /* Idempotency-Key, when it counts. */
    Text idempotency_key;
    Text idempotency_actor; /* "agent:7" */
    char request_hash[65];
    /* What a handler's fault becomes. */
    const char *problem_code; /* with problem_status; NULL: by the fault */
    int problem_status;
    FieldFault *field_faults;
    size_t field_fault_count;
    Text log_why; /* what the engine said, for the log alone */
    Text current; /* JSON of the record, for 412 */
    Piece piece;
    WorkerJob job;
} Exchange;

static inline Exchange *exchange_of(const Request *request)
{
    return request->connection;
}

/* ---- exchange.c: from libmicrohttpd to the stages ---- */
Exchange *exchange_new(Server *server, struct MHD_Connection *connection, const char *target);
void exchange_free(Exchange *exchange);
/* Suspends the connection; afterwards another thread owns the exchange. */
void exchange_leave(Exchange *exchange);
/* The other thread is through. The exchange may be gone when this returns. */
void exchange_return(Exchange *exchange);

/* ---- request.c ---- */
/* Reads the target into request.path and query. FAULT_INVALID for bad escapes, NUL and invalid UTF-8. */
MUST_CHECK Result exchange_read_target(Exchange *exchange);
Text exchange_header(const Exchange *exchange, const char *name);
Text cookie_find(Text header, const char *name);
bool token_is_sane(Text token, size_t bytes_max);
Text exchange_peer(Exchange *exchange);

/* ---- check.c: what can be said of a request by its head alone ---- */
/* Route, methods, headers; on a refusal the answer is made and false returned. */
bool exchange_check_head(Exchange *exchange);
/* Parameters, content type, If-Match; after the caller is known. */
bool exchange_check_request(Exchange *exchange);
/* JSON of the whole body. */
bool exchange_check_body(Exchange *exchange);
/* Refuses with the problem of `code`. */
void exchange_refuse(Exchange *exchange, int status, const char *code);
void exchange_refuse_result(Exchange *exchange, const Work *work, Result result);
void exchange_refuse_parameter(Exchange *exchange, const char *code, Text name);

/* ---- admit.c: who calls, and whether they may ---- */
/* With a reader; on a refusal the answer is made. */
void exchange_admit(Exchange *exchange, Work *work);

/* ---- run.c: the handler on the thread that it needs ---- */
/* Reads and answers, with the admission in the same snapshot when there is one to make. */
void exchange_run_read(Exchange *exchange, Work *work);
/* After admission and body: makes the answer, or lets go of the exchange for a worker or the lane (false). */
bool exchange_run(Exchange *exchange);
/* Admission: here (SQLite) or on a worker (PostgreSQL; false). A short read is answered with it. */
bool exchange_begin(Exchange *exchange);

/* ---- answer.c, send.c ---- */
void answer_start(Answer *answer, Arena *arena);
/* Completes status and headers after a handler's success. */
void exchange_finish(Exchange *exchange);
/* MHD_Result of queueing the answer. */
int exchange_send(Exchange *exchange);

#endif
