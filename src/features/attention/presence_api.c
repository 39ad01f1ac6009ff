/* The tabs' words come in by HTTP, go to every node, and from each node's board to its streams. */
#include "attention/presence.h"
#include "desk/ticket.h"
#include "people/agent.h"

#define SAYING "presence"

static int64_t now_ms(void)
{
    return clock_monotonic_us() / 1000;
}

static void state_write(const PresenceState *state, Json *json)
{
    json_object(json);
    json_put_int(json, "agent_id", state->agent_id);
    json_name(json, "ticket_id");
    if (state->ticket_id != 0)
        json_int(json, state->ticket_id);
    else
        json_null(json);
    json_put_bool(json, "here", state->is_here);
    json_put_bool(json, "editing", state->is_editing);
    json_put_bool(json, "away", state->is_away);
    json_end_object(json);
}

/* ---- to the streams ---- */

static void state_tell(void *hub, const PresenceState *state)
{
    WITH_ARENA arena = arena_new_of(1024);
    Buffer data = buffer_new(arena, SERVER_SAY_BYTES_MAX);
    Json json = json_writer(&data);
    state_write(state, &json);
    bool is_in_ticket = state->ticket_id != 0;
    stream_tell(hub, &(Whisper){.kind = "presence",
                                .entity = is_in_ticket ? &ticket_entity : &agent_entity,
                                .entity_id = is_in_ticket ? state->ticket_id : state->agent_id,
                                .data = buffer_text(&data)});
}

static bool member_is_true(const JsonValue *object, const char *name)
{
    const JsonValue *value = json_member(object, name);
    return value && value->kind == JSON_BOOL && value->boolean;
}

static bool word_read(const JsonValue *data, PresenceWord *out_word)
{
    Text tab = json_text_member(data, "tab");
    *out_word = (PresenceWord){.agent_id = json_int_member(data, "agent_id", 0),
                               .ticket_id = json_int_member(data, "ticket_id", 0),
                               .is_editing = member_is_true(data, "editing"),
                               .is_away = member_is_true(data, "away"),
                               .is_gone = member_is_true(data, "gone")};
    if (out_word->agent_id == 0 || tab.length == 0 || tab.length > PRESENCE_TAB_BYTES_MAX)
        return false;
    memcpy(out_word->tab, tab.data, tab.length);
    return true;
}

void presence_heard(Workspace *workspace, StreamHub *hub, const JsonValue *data)
{
    PresenceWord word;
    PresenceBoard *board = workspace_slot(workspace, SLOT_PRESENCE);
    if (board && word_read(data, &word))
        presence_board_hear(board, &word, now_ms(), state_tell, hub);
}

bool presence_tend(Workspace *workspace, StreamHub *hub)
{
    PresenceBoard *board = workspace_slot(workspace, SLOT_PRESENCE);
    return board && presence_board_tend(board, now_ms(), state_tell, hub);
}

/* ---- by HTTP ---- */

static Result agent_need(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? done() : fail(FAULT_NOT_FOUND, "Only people are here or away.");
}

static bool tab_is_sane(Text tab)
{
    if (tab.length == 0 || tab.length > PRESENCE_TAB_BYTES_MAX)
        return false;
    for (size_t i = 0; i < tab.length; i++) {
        char byte = tab.data[i];
        bool is_sane = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       byte == '-' || byte == '_';
        if (!is_sane)
            return false;
    }
    return true;
}

static Result ticket_check(Work *work, const JsonValue *body, int64_t *out_ticket_id)
{
    const JsonValue *id = json_member(body, "ticket_id");
    Ticket ticket;
    *out_ticket_id = 0;
    if (id == NULL || id->kind == JSON_NULL)
        return done();
    if (id->kind != JSON_INT || id->integer <= 0)
        return work_fault(work, TEXT("/ticket_id"), "wrong_type", "This is the id of a ticket, or null.");
    TRY(entity_find(work, &ticket_entity, id->integer, &ticket));
    *out_ticket_id = id->integer;
    return done();
}

static Result presence_put(Work *work, const Request *request, Answer *answer)
{
    (void)answer;
    int64_t ticket_id;
    Text tab = json_text_member(request->json, "tab");
    TRY(agent_need(work));
    if (!tab_is_sane(tab))
        return work_fault(work, TEXT("/tab"), "wrong_format", "This names a tab: up to %d letters, digits, - and _.",
                          PRESENCE_TAB_BYTES_MAX);
    TRY(ticket_check(work, request->json, &ticket_id));
    Buffer data = buffer_new(work->arena, SERVER_SAY_BYTES_MAX);
    Json json = json_writer(&data);
    json_object(&json);
    json_put_int(&json, "agent_id", work->actor.id);
    json_put_text(&json, "tab", tab);
    json_put_int(&json, "ticket_id", ticket_id);
    json_put_bool(&json, "editing", ticket_id != 0 && member_is_true(request->json, "editing"));
    json_put_bool(&json, "away", member_is_true(request->json, "away"));
    json_put_bool(&json, "gone", member_is_true(request->json, "gone"));
    json_end_object(&json);
    server_say(work->workspace, SAYING, buffer_text(&data), false);
    return done();
}

/* What the caller may not see of a ticket, it does not learn by who is in it. */
static Result state_is_visible(Work *work, const PresenceState *state, bool *out_visible)
{
    const Entity *entity = state->ticket_id != 0 ? &ticket_entity : &agent_entity;
    int64_t id = state->ticket_id != 0 ? state->ticket_id : state->agent_id;
    return event_is_visible(work, entity, id, 0, out_visible);
}

static Result presence_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    PresenceBoard *board = workspace_slot(work->workspace, SLOT_PRESENCE);
    size_t count = 0;
    TRY(agent_need(work));
    const PresenceState *states = board ? presence_board_read(board, work->arena, &count) : NULL;
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (size_t i = 0; i < count; i++) {
        bool is_visible;
        TRY(state_is_visible(work, &states[i], &is_visible));
        if (is_visible)
            state_write(&states[i], json);
    }
    json_end_list(json);
    json_end_object(json);
    answer_header(answer, "Cache-Control", TEXT("no-store"));
    return done();
}

const Route presence_routes[] = {
    {.method = "PUT",
     .path = "/api/v1/presence",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = presence_put,
     .body_bytes_max = 4096,
     .takes = SHAPE_SCHEMA,
     .takes_schema =
         "{\"type\":\"object\",\"properties\":{\"tab\":{\"type\":\"string\",\"maxLength\":40},\"ticket_id\":{\"type\":"
         "[\"integer\",\"null\"]},\"editing\":{\"type\":\"boolean\"},\"away\":{\"type\":\"boolean\"},\"gone\":{"
         "\"type\":\"boolean\"}},\"required\":[\"tab\"]}",
     .success = 204,
     .about = "Says where a tab of the signed-in agent is; again every 15 s, or it is forgotten after 45 s."},
    {.method = "GET",
     .path = "/api/v1/presence",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = presence_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
         "\"properties\":{\"agent_id\":{\"type\":\"integer\"},\"ticket_id\":{\"type\":[\"integer\",\"null\"]},"
         "\"here\":{\"type\":\"boolean\"},\"editing\":{\"type\":\"boolean\"},\"away\":{\"type\":\"boolean\"}},"
         "\"required\":[\"agent_id\",\"ticket_id\",\"here\",\"editing\",\"away\"]}}},\"required\":[\"data\"]}",
     .about = "Who is here now, and in which tickets; the stream tells what changes as `event: presence`."},
    {.path = NULL},
};
