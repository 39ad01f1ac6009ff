/* Requests, answers and the route table. A handler is thin: read, call the use case, show. It knows its caller through
 * work->actor and never checks rights itself: the route says what is needed. */
#ifndef LAZO_HTTP_ROUTE_H
#define LAZO_HTTP_ROUTE_H

#include "model/entity.h"
#include "model/event.h"

#define PATH_IDS_MAX 3
typedef struct Route Route;

typedef struct Request {
    const Route *route;
    Text method;
    Text path;
    int64_t ids[PATH_IDS_MAX]; /* {id}, {other_id} of the path in order */
    Text words[PATH_IDS_MAX];  /* {name} parts: any text without "/" */
    Text body;                 /* at most the route's body_bytes_max */
    const JsonValue *json;     /* the body read, when it is application/json; NULL without a body */
    bool has_version;          /* If-Match was sent with one version */
    int64_t version;
    Text request_id;
    Text address; /* of the peer */
    Text content_type;
    void *connection; /* the server's own */
} Request;
/* Query parameter, decoded; TEXT_NONE when absent (data NULL). The last of several. */
Text request_query(const Request *request, const char *name);
Text request_header(const Request *request, const char *name);
Text request_cookie(const Request *request, const char *name);
/* Whether people reach the server over HTTPS (by public_url): cookies are then Secure. */
bool request_is_secure(const Request *request);

typedef struct AnswerHeader {
    const char *name;
    Text value; /* checked: no CR, LF, NUL */
} AnswerHeader;
#define ANSWER_HEADERS_MAX 12
#define ANSWER_BYTES_UNKNOWN INT64_C(-1)
/* Everything lives in work->arena (or the request's). */
typedef struct Answer {
    int status; /* 0: 200 */
    Buffer body;
    Json json;                /* writes into body */
    const char *content_type; /* NULL: application/json */
    Text location;
    bool has_version; /* then ETag: "version" */
    int64_t version;
    bool is_secret; /* never kept for Idempotency-Key, never logged */
    AnswerHeader headers[ANSWER_HEADERS_MAX];
    size_t header_count;
    /* A download: bytes come piece by piece on an HTTP thread, each read with a reader of its own. */
    Result (*read_more)(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes);
    void *read_context; /* in the request's arena */
    int64_t read_bytes; /* size of the whole; ANSWER_BYTES_UNKNOWN: until read_more gives no bytes */
} Answer;
void answer_header(Answer *answer, const char *name, Text value);

typedef enum RouteRuns {
    RUNS_READ,   /* short, on the HTTP thread with a reader and a snapshot */
    RUNS_SLOW,   /* reports, searches, broad lists: on a worker thread, within a budget */
    RUNS_WRITE,  /* on the lane; answered only after the commit */
    RUNS_PLAIN,  /* no database */
    RUNS_STREAM, /* Server-Sent Events */
} RouteRuns;

typedef enum RouteAuth {
    AUTH_STAFF,  /* a signed-in agent or an API key; then `entity`/`right`, then `roles` */
    AUTH_PUBLIC, /* anybody: sign-in, set-up, health, documents */
} RouteAuth;

/* What a route takes and gives, for checking and the OpenAPI document. */
typedef enum ShapeKind {
    SHAPE_NONE,
    SHAPE_RECORD, /* one record of `shape` */
    SHAPE_LIST,   /* {"data": [record], "next", "count"} */
    SHAPE_SCHEMA, /* `schema`: a JSON Schema object as JSON text */
    SHAPE_BYTES,  /* any content */
} ShapeKind;
typedef struct RouteParameter {
    const char *name;
    const char *type; /* "string", "integer", "boolean", "date" … JSON Schema type */
    const char *about;
} RouteParameter;

struct Route {
    const char *method; /* NULL: a RESOURCE, which the router expands by its entity's methods */
    const char *path;   /* "/api/v1/tickets/{id}/messages" */
    RouteAuth auth;
    const Entity *entity; /* whose rights are needed; of a RESOURCE */
    RightSet right;
    unsigned roles; /* bit per Role; 0: by entity and right alone */
    RouteRuns runs;
    Result (*handle)(Work *work, const Request *request, Answer *answer);
    /* Before the lane, on an HTTP or worker thread, without a database: hashing, parsing MIME, sanitising. Its result is
     * kept in request-arena memory and handed to handle as *prepared of the request (request_prepared). May be NULL. */
    Result (*prepare)(Arena *arena, const Request *request, void **out_prepared);
    bool needs_version;    /* If-Match: 428 without */
    size_t body_bytes_max; /* 0: 1 MiB; RUNS_READ: none */
    ShapeKind takes;
    const Entity *takes_entity;
    const char *takes_schema;
    ShapeKind gives;
    const Entity *gives_entity;
    const char *gives_schema;
    const RouteParameter *parameters; /* of the query */
    size_t parameter_count;
    int success;          /* status; 0: 200 */
    bool is_page;         /* people open it in a browser: its refusals are pages too */
    bool is_cross_origin; /* called by other sites' pages (no cookies): any origin may read the answers */
    bool is_scarce;       /* each call counts for the stricter rate of strangers, also one that succeeds */
    const char *about;
};
#define RESOURCE(path_, entity_)                                                                                       \
    {                                                                                                                  \
        .path = (path_), .entity = (entity_)                                                                           \
    }
#define ROUTE_ROLE(role) (1u << (role))
void *request_prepared(const Request *request);

/* The record of an answer: entity_write_json, ETag, Location when created (201). */
MUST_CHECK Result answer_record(Work *work, const Entity *entity, int64_t id, const Request *request, Answer *answer);
MUST_CHECK Result answer_created(Work *work, const Entity *entity, int64_t id, const Request *request, Answer *answer);
/* Reads request->json by the dictionary (new record); FAULT_INVALID with field faults. */
MUST_CHECK Result request_read(Work *work, const Request *request, const Entity *shape, EntityInput **out_input);
/* A list with the usual query parameters and, ANDed, `also` (may be NULL). */
MUST_CHECK Result answer_list(Work *work, const Entity *entity, const struct Filter *also, const Request *request,
                              Answer *answer);
/* The same with another order than the entity's own, unless the request asks for one. */
MUST_CHECK Result answer_list_sorted(Work *work, const Entity *entity, const struct Filter *also, const char *sort,
                                     const Request *request, Answer *answer);

#endif
