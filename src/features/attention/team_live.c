#include "attention/team_live.h"

#include "desk/ticket.h"

#define ROWS_MAX 2000 /* agents and teams each */

/* What one agent, one team, or nobody has. */
typedef struct Load {
    int64_t id; /* 0: nobody, no team */
    int64_t open;
    int64_t pending;
    int64_t on_hold;
    int64_t urgent;
    int64_t overdue;
    int64_t unassigned;
    int64_t oldest_unassigned_at; /* 0: none */
    int64_t created;
    int64_t solved;
    int64_t replies;
} Load;

typedef struct Loads {
    Load *items;
    size_t count;
} Loads;

typedef struct Desk {
    Work *work;
    const int64_t *hidden;
    size_t hidden_count;
    int64_t day_start;
    Loads agents;
    Loads teams;
    Load all;
} Desk;

/* The one of this id, made when it is new; past ROWS_MAX the last one takes what is left. */
static Load *load_of(Loads *loads, int64_t id)
{
    for (size_t i = 0; i < loads->count; i++)
        if (loads->items[i].id == id)
            return &loads->items[i];
    if (loads->count == ROWS_MAX)
        return &loads->items[ROWS_MAX - 1];
    Load *load = &loads->items[loads->count++];
    *load = (Load){.id = id};
    return load;
}

static bool is_hidden(const Desk *desk, int64_t team_id)
{
    for (size_t i = 0; i < desk->hidden_count; i++)
        if (desk->hidden[i] == team_id)
            return true;
    return false;
}

/* ---- what waits ---- */

typedef struct Waiting {
    int64_t agent_id;
    TicketStatus status;
    int64_t count;
    int64_t urgent;
    int64_t overdue;
    int64_t oldest_at;
} Waiting;

static void waiting_add(Load *load, const Waiting *waiting)
{
    if (waiting->status == TICKET_PENDING)
        load->pending += waiting->count;
    else if (waiting->status == TICKET_ON_HOLD)
        load->on_hold += waiting->count;
    else
        load->open += waiting->count;
    load->urgent += waiting->urgent;
    load->overdue += waiting->overdue;
    if (waiting->agent_id != 0)
        return;
    load->unassigned += waiting->count;
    if (load->oldest_unassigned_at == 0 || waiting->oldest_at < load->oldest_unassigned_at)
        load->oldest_unassigned_at = waiting->oldest_at;
}

static Result waiting_read(Desk *desk)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(desk->work->db,
                 DB_SQL("SELECT team_id, agent_id, status, COUNT(*), "
                        "CAST(SUM(CASE WHEN priority = 'urgent' THEN 1 ELSE 0 END) AS BIGINT), "
                        "CAST(SUM(CASE WHEN next_update_at < $1 THEN 1 ELSE 0 END) AS BIGINT), MIN(created_at) "
                        "FROM tickets WHERE status IN ('new', 'open', 'pending', 'on_hold') AND is_spam = 0 AND "
                        "deleted_at IS NULL AND (snoozed_until IS NULL OR snoozed_until <= $1) "
                        "GROUP BY team_id, agent_id, status"),
                 DB_VALUES(db_int(desk->work->now)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t team_id = db_column_int(&cursor, 0);
        int status = choice_index(ticket_status_names, db_column_text(&cursor, 2));
        if (is_hidden(desk, team_id) || status < 0)
            continue;
        const Waiting waiting = {.agent_id = db_column_int(&cursor, 1),
                                 .status = (TicketStatus)status,
                                 .count = db_column_int(&cursor, 3),
                                 .urgent = db_column_int(&cursor, 4),
                                 .overdue = db_column_int(&cursor, 5),
                                 .oldest_at = db_column_int(&cursor, 6)};
        waiting_add(&desk->all, &waiting);
        waiting_add(load_of(&desk->teams, team_id), &waiting);
        if (waiting.agent_id != 0)
            waiting_add(load_of(&desk->agents, waiting.agent_id), &waiting);
    }
}

/* ---- today ---- */

static Result created_read(Desk *desk)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(desk->work->db,
                 DB_SQL("SELECT team_id, COUNT(*) FROM tickets WHERE created_at >= $1 AND is_spam = 0 AND "
                        "deleted_at IS NULL GROUP BY team_id"),
                 DB_VALUES(db_int(desk->day_start)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t team_id = db_column_int(&cursor, 0);
        int64_t count = db_column_int(&cursor, 1);
        if (is_hidden(desk, team_id))
            continue;
        desk->all.created += count;
        load_of(&desk->teams, team_id)->created += count;
    }
}

static Result solved_read(Desk *desk)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(desk->work->db,
                 DB_SQL("SELECT team_id, agent_id, COUNT(*) FROM tickets WHERE solved_at >= $1 AND is_spam = 0 AND "
                        "deleted_at IS NULL AND merged_into IS NULL GROUP BY team_id, agent_id"),
                 DB_VALUES(db_int(desk->day_start)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t team_id = db_column_int(&cursor, 0);
        int64_t agent_id = db_column_int(&cursor, 1);
        int64_t count = db_column_int(&cursor, 2);
        if (is_hidden(desk, team_id))
            continue;
        desk->all.solved += count;
        load_of(&desk->teams, team_id)->solved += count;
        if (agent_id != 0)
            load_of(&desk->agents, agent_id)->solved += count;
    }
}

/* By whom alone: in which tickets is not told. */
static Result replies_read(Desk *desk)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(desk->work->db,
                 DB_SQL("SELECT m.author_id, COUNT(*) FROM messages m WHERE m.author_kind = 'agent' AND m.author_id IN "
                        "(SELECT id FROM agents WHERE is_active = 1) AND m.created_at >= $1 AND m.is_public = 1 "
                        "GROUP BY m.author_id"),
                 DB_VALUES(db_int(desk->day_start)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t count = db_column_int(&cursor, 1);
        desk->all.replies += count;
        load_of(&desk->agents, db_column_int(&cursor, 0))->replies += count;
    }
}

/* ---- over HTTP ---- */

static void put_time(Json *json, const char *name, int64_t at_ms)
{
    json_name(json, name);
    if (at_ms != 0)
        json_time(json, at_ms);
    else
        json_null(json);
}

static void load_write(const Load *load, const char *id_name, Json *json)
{
    json_object(json);
    if (id_name) {
        json_name(json, id_name);
        if (load->id != 0)
            json_int(json, load->id);
        else
            json_null(json);
    }
    json_put_int(json, "open", load->open);
    json_put_int(json, "pending", load->pending);
    json_put_int(json, "on_hold", load->on_hold);
    json_put_int(json, "urgent", load->urgent);
    json_put_int(json, "overdue", load->overdue);
    json_put_int(json, "unassigned", load->unassigned);
    put_time(json, "oldest_unassigned_at", load->oldest_unassigned_at);
    json_put_int(json, "created", load->created);
    json_put_int(json, "solved", load->solved);
    json_put_int(json, "replies", load->replies);
    json_end_object(json);
}

static void loads_write(const Loads *loads, const char *name, const char *id_name, Json *json)
{
    json_name(json, name);
    json_list(json);
    for (size_t i = 0; i < loads->count; i++)
        load_write(&loads->items[i], id_name, json);
    json_end_list(json);
}

static Result team_live_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    int64_t *hidden;
    Desk desk = {.work = work};
    const Zone *zone = workspace_settings(work->workspace).zone;
    desk.day_start = zone_day_start(zone, zone_day(zone, work->now));
    desk.agents.items = ARENA_ARRAY(work->arena, Load, ROWS_MAX);
    desk.teams.items = ARENA_ARRAY(work->arena, Load, ROWS_MAX);
    TRY(ticket_hidden_teams(work, &hidden, &desk.hidden_count));
    desk.hidden = hidden;
    TRY(waiting_read(&desk));
    TRY(created_read(&desk));
    TRY(solved_read(&desk));
    TRY(replies_read(&desk));
    Json *json = &answer->json;
    json_object(json);
    json_put_time(json, "at", work->now);
    json_put_time(json, "day_start", desk.day_start);
    json_name(json, "all");
    load_write(&desk.all, NULL, json);
    loads_write(&desk.teams, "teams", "team_id", json);
    loads_write(&desk.agents, "agents", "agent_id", json);
    json_end_object(json);
    answer_header(answer, "Cache-Control", TEXT("no-store"));
    return done();
}

#define LOAD_FIELDS                                                                                                    \
    "\"open\":{\"type\":\"integer\"},\"pending\":{\"type\":\"integer\"},\"on_hold\":{\"type\":\"integer\"},"           \
    "\"urgent\":{\"type\":\"integer\"},\"overdue\":{\"type\":\"integer\"},\"unassigned\":{\"type\":\"integer\"},"      \
    "\"oldest_unassigned_at\":{\"type\":[\"string\",\"null\"]},\"created\":{\"type\":\"integer\"},"                    \
    "\"solved\":{\"type\":\"integer\"},\"replies\":{\"type\":\"integer\"}"
#define LOAD_REQUIRED                                                                                                  \
    "\"open\",\"pending\",\"on_hold\",\"urgent\",\"overdue\",\"unassigned\",\"oldest_unassigned_at\",\"created\","     \
    "\"solved\",\"replies\""
#define LOADS(ID)                                                                                                      \
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"" ID                                         \
    "\":{\"type\":[\"integer\",\"null\"]}," LOAD_FIELDS "},\"required\":[\"" ID "\"," LOAD_REQUIRED "]}}"

const Route team_live_routes[] = {
    {.method = "GET",
     .path = "/api/v1/team/live",
     .roles = ROUTE_ROLE(ROLE_ADMIN) | ROUTE_ROLE(ROLE_LEAD),
     .runs = RUNS_SLOW,
     .handle = team_live_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"},\"day_start\":{\"type\":"
                     "\"string\"},\"all\":{\"type\":\"object\",\"properties\":{" LOAD_FIELDS
                     "},\"required\":[" LOAD_REQUIRED "]},\"teams\":" LOADS("team_id") ",\"agents\":" LOADS(
                         "agent_id") "},\"required\":[\"at\",\"day_start\",\"all\",\"teams\",\"agents\"]}",
     .about = "How the desk stands now: what waits, who carries how much, and what came and went today in the "
              "workspace's time zone. Teams and agents with nothing are left out."},
    {.path = NULL},
};
