#include "sample.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"

typedef struct Company {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text domain;
    Text country;
    int64_t created_at;
    int64_t updated_at;
} Company;

static const Field company_fields[] = {
    FIELD(Company, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Company, version, FIELD_VERSION, .can = 0),
    FIELD(Company, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .about = "What it is called."),
    FIELD(Company, domain, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, country, FIELD_TEXT, .format = FORMAT_COUNTRY, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(Company, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT),
};
static const Entity company_entity = {
    .name = "company",
    .plural = "companies",
    .table = "companies",
    .record_bytes = sizeof(Company),
    ENTITY_FIELDS(company_fields),
    .rights = &rights_desk,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .about = "An organisation.",
};
static const Entity *const entities[] = {&company_entity};

static Result echo_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    if (text_is(json_text_member(request->json, "word"), "refused"))
        return fail(FAULT_INVALID, "That word is refused before the lane.");
    Text *word = ARENA_NEW(arena, Text);
    *word = text_format(arena, "prepared %.*s", TEXT_ARG(json_text_member(request->json, "word")));
    *out_prepared = word;
    return done();
}

static Result echo(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    json_object(&answer->json);
    json_put_text(&answer->json, "word", *(const Text *)request_prepared(request));
    json_end_object(&answer->json);
    return done();
}

static Result secret(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    answer->is_secret = true;
    json_object(&answer->json);
    json_put_text(&answer->json, "token", random_token(work->arena, 16));
    json_end_object(&answer->json);
    return done();
}

static Result large(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    char *words = arena_alloc(work->arena, 100000);
    memset(words, 'w', 100000);
    json_object(&answer->json);
    json_put_text(&answer->json, "words", (Text){words, 100000});
    json_end_object(&answer->json);
    return done();
}

static Result sign_in(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    if (!text_is(json_text_member(request->json, "password"), "right"))
        return fail(FAULT_DENIED, "The address or the password is wrong.");
    answer_header(answer, "Set-Cookie", TEXT("lazo_session=admin; HttpOnly; SameSite=Lax; Path=/"));
    json_object(&answer->json);
    json_end_object(&answer->json);
    return done();
}

/* A count that never ends by itself. */
static Result endless(Work *work, const Request *request, Answer *answer)
{
    int64_t count;
    (void)request;
    TRY(db_one_int(work->db,
                   DB_SQL("WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n "
                          "WHERE i < 100000000000) SELECT COUNT(*) FROM n"),
                   DB_NO_VALUES, &count));
    json_int(&answer->json, count);
    return done();
}

static Result pause_shortly(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    (void)request;
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    json_bool(&answer->json, true);
    return done();
}

static Result fault(Work *work, const Request *request, Answer *answer)
{
    (void)answer;
    for (int i = FAULT_INVALID; i <= FAULT_BROKEN; i++)
        if (text_is(request->words[0], fault_name((Fault)i)))
            return failf(work->arena, (Fault)i, "A fault of the kind %.*s.", TEXT_ARG(request->words[0]));
    return done();
}

static Result download_more(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    (void)context;
    size_t count = bytes_max < 1000 ? bytes_max : 1000;
    char *bytes = arena_alloc(work->arena, count);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (char)('a' + (offset + (int64_t)i) % 26);
    *out_bytes = (Text){bytes, count};
    return done();
}

static Result download(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    (void)request;
    answer->content_type = "application/octet-stream";
    answer->read_more = download_more;
    answer->read_bytes = 300001;
    return done();
}

static Result bytes_count(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    json_object(&answer->json);
    json_put_int(&answer->json, "bytes", (int64_t)request->body.length);
    json_put_text(&answer->json, "name", request_query(request, "name"));
    json_end_object(&answer->json);
    return done();
}

static const RouteParameter bytes_parameters[] = {{"name", "string", "A file's name."}};
#define ANY_OBJECT "{\"type\":\"object\"}"
static const Route routes[] = {
    RESOURCE("/api/v1/companies", &company_entity),
    {.method = "POST",
     .path = "/api/v1/echo",
     .runs = RUNS_WRITE,
     .handle = echo,
     .prepare = echo_prepare,
     .takes = SHAPE_SCHEMA,
     .takes_schema = ANY_OBJECT,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ANY_OBJECT},
    {.method = "POST",
     .path = "/api/v1/secret",
     .runs = RUNS_WRITE,
     .handle = secret,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ANY_OBJECT},
    {.method = "POST",
     .path = "/api/v1/large",
     .runs = RUNS_WRITE,
     .handle = large,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ANY_OBJECT},
    {.method = "POST",
     .path = "/api/v1/session",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_WRITE,
     .handle = sign_in,
     .takes = SHAPE_SCHEMA,
     .takes_schema = ANY_OBJECT,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ANY_OBJECT},
    {.method = "GET", .path = "/api/v1/endless", .runs = RUNS_SLOW, .handle = endless, .gives = SHAPE_SCHEMA},
    {.method = "GET", .path = "/api/v1/pause", .runs = RUNS_SLOW, .handle = pause_shortly, .gives = SHAPE_SCHEMA},
    {.method = "GET",
     .path = "/api/v1/leads",
     .roles = ROUTE_ROLE(ROLE_LEAD),
     .runs = RUNS_PLAIN,
     .handle = pause_shortly},
    {.method = "GET", .path = "/api/v1/faults/{name}", .runs = RUNS_READ, .handle = fault},
    {.method = "GET", .path = "/api/v1/download", .runs = RUNS_READ, .handle = download, .gives = SHAPE_BYTES},
    {.method = "POST",
     .path = "/api/v1/bytes",
     .runs = RUNS_WRITE,
     .handle = bytes_count,
     .body_bytes_max = 2000000,
     .takes = SHAPE_BYTES,
     .parameters = bytes_parameters,
     .parameter_count = 1,
     .gives = SHAPE_SCHEMA},
    {.path = NULL},
};
static const Route *const tables[] = {routes};

static const unsigned char page[] = "<!doctype html><meta name=\"csp-nonce\" content=\"__CSP_NONCE__\">";
static const unsigned char script[] = "console.log('plain')";
static const unsigned char packed[] = "packed";
static const StaticFile files[] = {
    {"/app/index.html", "text/html; charset=utf-8", page, sizeof(page) - 1, NULL, 0, NULL, 0, false},
    {"/app/assets/index-ab12.js", "text/javascript", script, sizeof(script) - 1, packed, 4, packed, 6, true},
    {"/favicon.svg", "image/svg+xml", script, 7, NULL, 0, NULL, 0, false},
};

static const Rights companies_only = {.scopes = {"companies:read", 14}};

static Result authenticate(Work *work, const Request *request, Actor *out_actor, bool *out_needs_csrf)
{
    (void)work;
    Text header = request_header(request, "Authorization");
    Text cookie = request_cookie(request, "lazo_session");
    Actor actor = {.kind = ACTOR_NOBODY};
    if (text_is(header, "Bearer admin") || text_is(cookie, "admin"))
        actor = (Actor){.kind = ACTOR_AGENT, .id = 1, .role = ROLE_ADMIN, .name = TEXT("Ana")};
    else if (text_is(header, "Bearer analyst"))
        actor = (Actor){.kind = ACTOR_AGENT, .id = 2, .role = ROLE_ANALYST, .name = TEXT("Bea")};
    else if (text_is(header, "Bearer key"))
        actor = (Actor){.kind = ACTOR_API_KEY, .id = 3, .role = ROLE_ADMIN, .rights = &companies_only};
    else if (text_is(header, "Bearer customer"))
        actor = (Actor){.kind = ACTOR_CUSTOMER, .id = 4};
    else if (header.data != NULL)
        return fail(FAULT_DENIED, "This key is not valid.");
    *out_actor = actor;
    *out_needs_csrf = header.data == NULL && actor.kind == ACTOR_AGENT;
    return done();
}

static Result check_csrf(Work *work, const Request *request)
{
    (void)work;
    return text_is(request_header(request, "X-CSRF-Token"), "token") ? done() : fail(FAULT_DENIED, "no token");
}

static void committed(Workspace *workspace, int64_t last_event_id)
{
    (void)last_event_id;
    server_published(workspace);
}

static const ModelWiring wiring = {.entities = entities, .entity_count = 1, .committed = committed};

Result sample_open(Sample *sample, const char *database, int port, int64_t requests_per_minute)
{
    TRY(digest_setup());
    *sample = (Sample){.arena = arena_new()};
    const char *postgres = getenv("LAZO_TEST_POSTGRES");
    (void)snprintf(sample->folder, sizeof(sample->folder), "/tmp/lazo-http-XXXXXX");
    if (mkdtemp(sample->folder) == NULL)
        return fail(FAULT_BROKEN, "No folder could be made.");
    Text place = text_format(sample->arena, "sqlite:%s/lazo.db", sample->folder);
    if (database)
        place = text_of(database);
    else if (postgres && *postgres != '\0')
        place = text_format(sample->arena, "%s%cschema=http_%s", postgres, strchr(postgres, '?') ? '&' : '?',
                            strrchr(sample->folder, '-') + 1);
    WorkspaceOptions options = {.database = place};
    TRY(workspace_open(&options, &sample->workspace));
    TRY(model_setup(sample->workspace, &wiring));
    ServerOptions server = {.listen = text_format(sample->arena, "127.0.0.1:%d", port),
                            .tables = tables,
                            .table_count = 1,
                            .files = files,
                            .file_count = sizeof(files) / sizeof(files[0]),
                            .authenticate = authenticate,
                            .check_csrf = check_csrf,
                            .requests_per_minute = requests_per_minute};
    TRY(server_start(sample->workspace, &server, &sample->server));
    Text url = server_url(sample->server);
    int64_t bound;
    if (!text_to_int(text_slice(url, 17, url.length), &bound))
        return fail(FAULT_BROKEN, "The server's address has no port.");
    sample->port = (int)bound;
    return done();
}

void sample_close(Sample *sample)
{
    if (sample->server)
        server_stop(sample->server);
    workspace_close(sample->workspace);
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", sample->folder);
    if (system(command) != 0)
        (void)fprintf(stderr, "%s was not removed\n", sample->folder);
    arena_free(sample->arena);
}

/* ---- the client ---- */

int sample_connect(const Sample *sample)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)sample->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    perror("connect");
    abort();
}

bool sample_send(int fd, Text bytes)
{
    for (size_t sent = 0; sent < bytes.length;) {
        ssize_t count = send(fd, bytes.data + sent, bytes.length - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += (size_t)count;
    }
    return true;
}

#define REPLY_BYTES_MAX ((size_t)4 << 20)
#define PATIENCE_MS 8000

static bool read_more(int fd, Buffer *in)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char bytes[65536];
    if (poll(&wait, 1, PATIENCE_MS) <= 0)
        return false;
    ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
    if (count > 0)
        buffer_add(in, bytes, (size_t)count);
    return count > 0;
}

Text reply_header(const Reply *reply, const char *name)
{
    Text rest = reply->head;
    Text line;
    while (text_next_line(&rest, &line)) {
        size_t colon = text_find_byte(line, ':', 0);
        if (colon != SIZE_MAX && text_equals_ascii_case(text_slice(line, 0, colon), text_of(name)))
            return text_trim(text_slice(line, colon + 1, line.length));
    }
    return TEXT_NONE;
}

Reply sample_read(const Sample *sample, int fd, bool is_head)
{
    Reply reply = {0};
    Buffer in = buffer_new(sample->arena, REPLY_BYTES_MAX);
    size_t end;
    while ((end = text_find(buffer_text(&in), TEXT("\r\n\r\n"), 0)) == SIZE_MAX)
        if (!read_more(fd, &in))
            return reply;
    reply.head = text_copy(sample->arena, text_slice(buffer_text(&in), 0, end));
    int64_t status = 0, length = -1;
    (void)text_to_int(text_slice(reply.head, 9, 12), &status);
    reply.status = (int)status;
    (void)text_to_int(reply_header(&reply, "Content-Length"), &length);
    if (is_head || status == 204 || status == 304)
        length = 0;
    while ((length < 0 || in.length < end + 4 + (size_t)length) && read_more(fd, &in))
        ;
    reply.body = text_slice(buffer_text(&in), end + 4, length < 0 ? in.length : end + 4 + (size_t)length);
    if (!is_ok(json_read(sample->arena, reply.body, &reply.json)))
        reply.json = NULL;
    return reply;
}

Reply sample_ask_as(const Sample *sample, const char *credential, const char *method, const char *path,
                    const char *headers, const char *body)
{
    Buffer out = buffer_new(sample->arena, REPLY_BYTES_MAX);
    bool has_type = body && !strstr(headers ? headers : "", "Content-Type");
    buffer_addf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s%s", method, path, sample->port,
                credential ? credential : "", headers ? headers : "",
                has_type ? "Content-Type: application/json\r\n" : "");
    if (body)
        buffer_addf(&out, "Content-Length: %zu\r\n", strlen(body));
    buffer_addf(&out, "\r\n%s", body ? body : "");
    int fd = sample_connect(sample);
    Reply reply = {0};
    if (sample_send(fd, buffer_text(&out)))
        reply = sample_read(sample, fd, strcmp(method, "HEAD") == 0);
    close(fd);
    return reply;
}

Reply sample_ask(const Sample *sample, const char *method, const char *path, const char *headers, const char *body)
{
    return sample_ask_as(sample, "Authorization: Bearer admin\r\n", method, path, headers, body);
}

Text reply_code(const Reply *reply)
{
    return json_text_member(reply->json, "code");
}
