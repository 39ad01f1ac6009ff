/* Whispers: what is told to whoever is here now and kept nowhere. On SQLite they go from one thread to the hub's; on
 * PostgreSQL by the nodes' line, so that every node hears them, the one that said them too. */
#include <sys/epoll.h>

#include "base/log.h"
#include "http/stream_hub.h"

#define LINE_RETRY_US INT64_C(5000000)
#define HEARD_MAX 1000 /* in one turn */

/* ---- saying ---- */

void stream_say(StreamHub *hub, Text words, bool is_held)
{
    Arena *arena = arena_new_of(1024);
    StreamSaying *saying = ARENA_NEW(arena, StreamSaying);
    *saying = (StreamSaying){.arena = arena, .words = text_copy(arena, words)};
    pthread_mutex_lock(&hub->mutex);
    bool has_room = hub->saying_count < SAYINGS_MAX;
    if (has_room) {
        StreamSaying **list = is_held ? &hub->held : &hub->said;
        saying->next = *list;
        *list = saying;
        hub->saying_count++;
    }
    pthread_mutex_unlock(&hub->mutex);
    if (!has_room)
        arena_free(arena);
    else if (!is_held)
        stream_wake(hub);
}

bool whispers_release(StreamHub *hub)
{
    pthread_mutex_lock(&hub->mutex);
    StreamSaying **end = &hub->held;
    bool any = hub->held != NULL;
    while (*end != NULL)
        end = &(*end)->next;
    *end = hub->said;
    hub->said = hub->held;
    hub->held = NULL;
    pthread_mutex_unlock(&hub->mutex);
    return any;
}

/* Oldest first. */
static StreamSaying *sayings_take(StreamHub *hub)
{
    pthread_mutex_lock(&hub->mutex);
    StreamSaying *newest = hub->said;
    hub->said = NULL;
    StreamSaying *oldest = NULL;
    while (newest != NULL) {
        StreamSaying *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
        hub->saying_count--;
    }
    pthread_mutex_unlock(&hub->mutex);
    return oldest;
}

/* ---- hearing ---- */

static void whisper_hear(StreamHub *hub, Arena *arena, Text words)
{
    const JsonValue *said;
    if (hub->ears.hear == NULL || !is_ok(json_read(arena, words, &said)))
        return;
    const JsonValue *data = json_member(said, "data");
    if (data != NULL)
        hub->ears.hear(hub->workspace, hub, json_text_member(said, "kind"), data);
}

static void line_close(StreamHub *hub)
{
    node_line_close(hub->line); /* the descriptor leaves epoll with it */
    hub->line = NULL;
}

static void line_open(StreamHub *hub)
{
    int64_t now_us = clock_monotonic_us();
    if (!hub->wants_line || hub->line != NULL || now_us < hub->line_due_us)
        return;
    Result opened = node_line_open(hub->workspace, &hub->line);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = hub};
    if (is_ok(opened) && epoll_ctl(hub->epoll_fd, EPOLL_CTL_ADD, node_line_fd(hub->line), &event) == 0)
        return;
    log_entry(LOG_WARN, "the nodes' line is out", LOG_STRING("why", opened.why ? opened.why : ""));
    line_close(hub);
    hub->line_due_us = now_us + LINE_RETRY_US;
}

static void line_hear(StreamHub *hub)
{
    for (int i = 0; i < HEARD_MAX && hub->line != NULL; i++) {
        WITH_ARENA arena = arena_new();
        bool has_words;
        Text words;
        Result heard = node_line_hear(hub->line, arena, &has_words, &words);
        if (!is_ok(heard)) {
            line_close(hub);
            return;
        }
        if (!has_words)
            return;
        whisper_hear(hub, arena, words);
    }
}

/* Without a line, as on SQLite, this node hears itself. */
static void saying_pass(StreamHub *hub, Arena *arena, Text words)
{
    if (hub->line == NULL) {
        whisper_hear(hub, arena, words);
        return;
    }
    if (!is_ok(node_line_say(hub->line, words))) {
        line_close(hub);
        whisper_hear(hub, arena, words);
    }
}

void whispers_pass(StreamHub *hub)
{
    line_open(hub);
    StreamSaying *next;
    for (StreamSaying *saying = sayings_take(hub); saying != NULL; saying = next) {
        next = saying->next;
        saying_pass(hub, saying->arena, saying->words);
        arena_free(saying->arena);
    }
    line_hear(hub);
}

void whispers_end(StreamHub *hub)
{
    (void)whispers_release(hub);
    StreamSaying *next;
    for (StreamSaying *saying = sayings_take(hub); saying != NULL; saying = next) {
        next = saying->next;
        arena_free(saying->arena);
    }
    line_close(hub);
}

/* ---- telling ---- */

static bool group_hears(Work *work, const StreamGroup *group, const Whisper *whisper)
{
    bool is_visible = false;
    if (group->actor.kind != ACTOR_AGENT)
        return false;
    if (whisper->agent_id != 0)
        return group->actor.id == whisper->agent_id;
    work->actor = group->actor;
    Result asked = event_is_visible(work, whisper->entity, whisper->entity_id, 0, &is_visible);
    return is_ok(asked) && is_visible;
}

static void whisper_spread(StreamHub *hub, Work *work, const Whisper *whisper, Text frame)
{
    for (StreamGroup *group = hub->groups; group != NULL; group = group->next) {
        if (!group_hears(work, group, whisper))
            continue;
        for (StreamClient *client = group->clients; client != NULL; client = client->next)
            client_send(hub, client, frame);
    }
}

void stream_tell(StreamHub *hub, const Whisper *whisper)
{
    Work work;
    WITH_ARENA arena = arena_new();
    if (hub->groups == NULL)
        return;
    Buffer frame = buffer_new(arena, 2 * SERVER_SAY_BYTES_MAX);
    stream_frame(&frame, whisper->kind, -1, whisper->data);
    if (!is_ok(work_begin_read(hub->workspace, arena, &actor_system, &work)))
        return; /* a hint is lost; who needs it asks */
    whisper_spread(hub, &work, whisper, buffer_text(&frame));
    work_end_read(&work);
}
