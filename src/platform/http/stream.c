#include "http/stream.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/log.h"
#include "http/stream_hub.h"

#define POLL_MS_POSTGRES 250 /* other nodes' commits are found by looking */
#define POLL_MS 1000
#define DEBOUNCE_NS 5000000
#define WAKES_MAX 128
#define ROUNDS_MAX 16 /* batches read in one go */

static const char head[] = "HTTP/1.1 200 OK\r\n"
                           "Content-Type: text/event-stream; charset=utf-8\r\n"
                           "Cache-Control: no-store\r\n"
                           "X-Content-Type-Options: nosniff\r\n"
                           "Referrer-Policy: no-referrer\r\n"
                           "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                           "X-Accel-Buffering: no\r\n"
                           "Connection: close\r\n\r\n"
                           "retry: 2000\n";

void stream_wake(StreamHub *hub)
{
    if (atomic_exchange(&hub->is_woken, true))
        return;
    uint64_t one = 1;
    if (write(hub->wake_fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
        atomic_store(&hub->is_woken, false);
}

void stream_published(StreamHub *hub)
{
    atomic_store(&hub->is_published, true);
    if (whispers_release(hub) || atomic_load(&hub->count) > 0)
        stream_wake(hub);
}

int64_t stream_count(const StreamHub *hub)
{
    return atomic_load(&hub->count);
}

/* ---- reading the log ---- */

static Result batch_read(Work *work, int64_t after_seq, int64_t until_seq, StreamEvent *events, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    size_t count = 0;
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT " EVENT_COLUMNS " FROM events e WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq "
                        "LIMIT $3"),
                 DB_VALUES(db_int(after_seq), db_int(until_seq), db_int(STREAM_BATCH)), &cursor));
    for (;;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        StreamEvent *event = &events[count++];
        Buffer data = buffer_new(work->arena, STREAM_PENDING_BYTES_MAX);
        Json json = json_writer(&data);
        event_write_json(&cursor, TEXT_NONE, &json);
        Buffer frame = buffer_new(work->arena, 2 * STREAM_PENDING_BYTES_MAX);
        event->seq = db_column_int(&cursor, 1);
        event->entity = entity_named(work, db_column_text(&cursor, 8));
        event->entity_id = db_column_int(&cursor, 9);
        event->ticket_id = db_column_int(&cursor, 11);
        event->is_sign_in = text_is(db_column_text(&cursor, 2), "agent.signed_in");
        stream_frame(&frame, NULL, event->seq, buffer_text(&data));
        event->frame = buffer_text(&frame);
    }
    *out_count = count;
    return done();
}

static bool group_sees(Work *work, const StreamGroup *group, const StreamEvent *event)
{
    bool is_visible = false;
    if (event->entity == NULL)
        return false;
    work->actor = group->actor;
    Result asked = event_is_visible(work, event->entity, event->entity_id, event->ticket_id, &is_visible);
    return is_ok(asked) && is_visible;
}

/* A caller that was changed or disabled comes back and is admitted anew. */
static bool is_about_caller(const StreamGroup *group, const StreamEvent *event)
{
    if (event->entity == NULL || event->entity_id != group->actor.id || event->is_sign_in)
        return false;
    return (group->actor.kind == ACTOR_AGENT && strcmp(event->entity->name, "agent") == 0) ||
           (group->actor.kind == ACTOR_API_KEY && strcmp(event->entity->name, "api_key") == 0);
}

static void event_spread(StreamHub *hub, Work *work, const StreamEvent *event)
{
    for (StreamGroup *group = hub->groups; group != NULL; group = group->next) {
        bool is_visible = group_sees(work, group, event);
        bool is_ending = is_about_caller(group, event);
        for (StreamClient *client = group->clients; client != NULL; client = client->next) {
            if (client->seq < hub->seq || client->is_blocked) {
                hub->has_behind = true;
                continue;
            }
            if (is_visible)
                client_send(hub, client, event->frame);
            client->seq = event->seq;
            client->is_closing |= is_ending;
        }
    }
}

static Result hub_read(StreamHub *hub, Work *work, StreamEvent *events)
{
    if (!hub->has_seq) {
        TRY(event_last_seq(work, &hub->seq));
        hub->has_seq = true;
        return done();
    }
    for (int round = 0; round < ROUNDS_MAX; round++) {
        size_t count;
        ArenaMark mark = arena_mark(work->arena);
        TRY(batch_read(work, hub->seq, INT64_MAX, events, &count));
        for (size_t i = 0; i < count; i++) {
            event_spread(hub, work, &events[i]);
            hub->seq = events[i].seq;
        }
        arena_rewind(work->arena, mark);
        if (count < STREAM_BATCH)
            return done();
    }
    atomic_store(&hub->is_published, true); /* there is more */
    return done();
}

static void client_resync(StreamHub *hub, StreamClient *client)
{
    WITH_ARENA arena = arena_new();
    Buffer frame = buffer_new(arena, 256);
    stream_frame(&frame, "resync", hub->seq, text_format(arena, "{\"after\":%lld}", (long long)hub->seq));
    client_send(hub, client, buffer_text(&frame));
    client->seq = hub->seq;
}

/* One batch for one client that is behind. */
static Result client_catch_up(StreamHub *hub, Work *work, StreamClient *client, StreamEvent *events)
{
    size_t count;
    if (client->seq < 0) {
        client->seq = hub->seq;
        return done();
    }
    if (client->seq > hub->seq || hub->seq - client->seq > STREAM_BEHIND_MAX) {
        client_resync(hub, client);
        return done();
    }
    TRY(batch_read(work, client->seq, hub->seq, events, &count));
    for (size_t i = 0; i < count && !client->is_blocked && !client->is_closing; i++) {
        if (group_sees(work, client->group, &events[i]))
            client_send(hub, client, events[i].frame);
        client->seq = events[i].seq;
    }
    if (count < STREAM_BATCH && !client->is_blocked && !client->is_closing)
        client->seq = hub->seq;
    return done();
}

static Result behind_read(StreamHub *hub, Work *work, StreamEvent *events)
{
    bool has_behind = false;
    for (StreamGroup *group = hub->groups; group != NULL; group = group->next) {
        for (StreamClient *client = group->clients; client != NULL; client = client->next) {
            if (client->seq == hub->seq || client->is_blocked || client->is_closing)
                continue;
            ArenaMark mark = arena_mark(work->arena);
            Result caught = client_catch_up(hub, work, client, events);
            arena_rewind(work->arena, mark);
            TRY(caught);
            has_behind |= client->seq != hub->seq && !client->is_blocked && !client->is_closing;
        }
    }
    hub->has_behind = has_behind;
    return done();
}

static void hub_look(StreamHub *hub)
{
    WITH_ARENA arena = arena_new();
    StreamEvent *events = ARENA_ARRAY(arena, StreamEvent, STREAM_BATCH);
    Work work;
    atomic_store(&hub->is_published, false);
    Result read = work_begin_read(hub->workspace, arena, &actor_system, &work);
    if (is_ok(read)) {
        read = hub_read(hub, &work, events);
        if (is_ok(read) && hub->has_behind)
            read = behind_read(hub, &work, events);
        work_end_read(&work);
    }
    if (is_ok(read))
        return;
    log_entry(LOG_WARN, "streams could not read the log", LOG_STRING("why", read.why));
    atomic_store(&hub->is_published, true);
}

/* ---- the thread ---- */

/* Where the log ends, before the first client is greeted: whatever is written after the greeting is told. */
static void hub_begin(StreamHub *hub)
{
    WITH_ARENA arena = arena_new();
    Work work;
    Result read = work_begin_read(hub->workspace, arena, &actor_system, &work);
    if (is_ok(read)) {
        read = event_last_seq(&work, &hub->seq);
        work_end_read(&work);
    }
    hub->has_seq = is_ok(read); /* else hub_look tries again, and says so in the log */
}

static void hub_welcome(StreamHub *hub)
{
    pthread_mutex_lock(&hub->mutex);
    StreamArrival *arrival = hub->arrivals;
    hub->arrivals = NULL;
    pthread_mutex_unlock(&hub->mutex);
    if (arrival != NULL && !hub->has_seq)
        hub_begin(hub);
    while (arrival != NULL) {
        StreamArrival *next = arrival->next;
        StreamClient *client = client_open(hub, arrival);
        hub->has_behind = true;
        client_send(hub, client, (Text){head, sizeof(head) - 1});
        client_send(hub, client, TEXT("\n"));
        arrival = next;
    }
}

static void hub_hear(StreamHub *hub, const struct epoll_event *event)
{
    StreamClient *client = event->data.ptr;
    if (event->data.ptr == hub) {
        return; /* the nodes' line; it is heard in each turn */
    } else if (client == NULL) {
        uint64_t count;
        ssize_t got = read(hub->wake_fd, &count, sizeof(count));
        (void)got; /* only the wake-up matters */
        atomic_store(&hub->is_woken, false);
    } else if (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        client->is_closing = true;
    } else if (event->events & EPOLLOUT) {
        client_flush(hub, client);
    }
}

static int hub_patience_ms(const StreamHub *hub)
{
    if (atomic_load(&hub->count) == 0)
        return hub->is_tended || (hub->wants_line && hub->line == NULL) ? POLL_MS : -1;
    if (hub->has_behind)
        return 0;
    return workspace_engine(hub->workspace) == DB_POSTGRES ? POLL_MS_POSTGRES : POLL_MS;
}

static void hub_turn(StreamHub *hub, int64_t *tended_at_us)
{
    struct epoll_event events[WAKES_MAX];
    int count = epoll_wait(hub->epoll_fd, events, WAKES_MAX, hub_patience_ms(hub));
    bool is_closing = false;
    for (int i = 0; i < count; i++) {
        hub_hear(hub, &events[i]);
        is_closing |= events[i].data.ptr != NULL && events[i].data.ptr != hub;
    }
    hub_welcome(hub);
    whispers_pass(hub);
    int64_t now_us = clock_monotonic_us();
    if (is_closing || now_us - *tended_at_us >= 1000000) {
        clients_tend(hub, now_us);
        hub->is_tended = hub->ears.tend != NULL && hub->ears.tend(hub->workspace, hub);
        *tended_at_us = now_us;
    }
    if (atomic_load(&hub->count) == 0) {
        hub->has_seq = false;
        return;
    }
    bool polls = workspace_engine(hub->workspace) == DB_POSTGRES;
    if (polls || hub->has_behind || !hub->has_seq || atomic_load(&hub->is_published))
        hub_look(hub);
    /* Under load commits come by the hundred a second: they are told in batches. */
    if (count > 0)
        nanosleep(&(struct timespec){.tv_nsec = DEBOUNCE_NS}, NULL);
}

static void *hub_main(void *argument)
{
    StreamHub *hub = argument;
    int64_t tended_at_us = 0;
    while (!atomic_load(&hub->is_stopping))
        hub_turn(hub, &tended_at_us);
    hub_welcome(hub);
    while (hub->groups != NULL)
        client_close(hub, hub->groups->clients);
    return NULL;
}

Result stream_hub_start(Arena *arena, Workspace *workspace, StreamEars ears, StreamHub **out_hub)
{
    StreamHub *hub = ARENA_NEW(arena, StreamHub);
    hub->arena = arena;
    hub->workspace = workspace;
    hub->ears = ears;
    hub->wants_line = ears.hear != NULL && workspace_engine(workspace) == DB_POSTGRES;
    pthread_mutex_init(&hub->mutex, NULL);
    hub->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    hub->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN};
    if (hub->epoll_fd < 0 || hub->wake_fd < 0 || epoll_ctl(hub->epoll_fd, EPOLL_CTL_ADD, hub->wake_fd, &event) != 0 ||
        pthread_create(&hub->thread, NULL, hub_main, hub) != 0) {
        close(hub->epoll_fd);
        close(hub->wake_fd);
        return fail(FAULT_BUSY, "The machine has no descriptor or thread left for the event streams.");
    }
    *out_hub = hub;
    return done();
}

void stream_hub_stop(StreamHub *hub)
{
    atomic_store(&hub->is_stopping, true);
    atomic_store(&hub->is_woken, false);
    stream_wake(hub);
    pthread_join(hub->thread, NULL);
}

void stream_hub_free(StreamHub *hub)
{
    whispers_end(hub);
    close(hub->epoll_fd);
    close(hub->wake_fd);
    pthread_mutex_destroy(&hub->mutex);
}

/* ---- on the HTTP thread ---- */

static void actor_copy(Arena *arena, const Actor *from, Actor *out_actor)
{
    *out_actor = *from;
    out_actor->name = text_copy(arena, from->name);
    out_actor->language = text_copy(arena, from->language);
    if (from->rights != NULL) {
        Rights *rights = ARENA_NEW(arena, Rights);
        *rights = *from->rights;
        rights->scopes = text_copy(arena, from->rights->scopes);
        out_actor->rights = rights;
    }
}

static void hub_add(StreamHub *hub, int fd, const Actor *actor, int64_t seq)
{
    Arena *arena = arena_new();
    StreamArrival *arrival = ARENA_NEW(arena, StreamArrival);
    arrival->fd = fd;
    arrival->arena = arena;
    arrival->seq = seq;
    actor_copy(arena, actor, &arrival->actor);
    atomic_fetch_add(&hub->count, 1);
    pthread_mutex_lock(&hub->mutex);
    arrival->next = hub->arrivals;
    hub->arrivals = arrival;
    pthread_mutex_unlock(&hub->mutex);
    stream_wake(hub);
}

void stream_take(Exchange *exchange)
{
    StreamHub *hub = exchange->server->hub;
    int64_t seq;
    if (!stream_read_position(exchange_header(exchange, "Last-Event-ID"), request_query(&exchange->request, "after"),
                              &seq)) {
        exchange_refuse_parameter(exchange, "malformed_request", TEXT("after"));
        return;
    }
    if (text_is(exchange->request.method, "HEAD")) {
        exchange->answer.status = 200;
        exchange->answer.content_type = "text/event-stream; charset=utf-8";
        exchange->stage = STAGE_ANSWERED;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    bool has_room = info != NULL && stream_count(hub) < STREAM_CLIENTS_MAX;
    int fd = has_room ? fcntl(info->connect_fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd < 0) {
        exchange_refuse(exchange, 503, "busy");
        return;
    }
    hub_add(hub, fd, &exchange->actor, seq);
    exchange->answer.status = 200;
    exchange->stage = STAGE_TAKEN;
}

Result stream_handle(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    (void)request;
    (void)answer;
    return fail(FAULT_BROKEN, "A stream has no ordinary answer.");
}
