/* An agent's own choices over HTTP. */
#include "attention/attention.h"
#include "people/agent.h"

static Result agent_need(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? done() : fail(FAULT_NOT_FOUND, "An API key is nobody.");
}

/* ---- availability ---- */

static Result availability_store(Work *work, Availability availability)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO agent_attention (agent_id, availability, availability_at) VALUES ($1, $2, $3) "
                         "ON CONFLICT (agent_id) DO UPDATE SET availability = excluded.availability, "
                         "availability_at = excluded.availability_at"),
                  DB_VALUES(db_int(work->actor.id), db_string(availability_names[availability]), db_int(work->now)),
                  NULL);
}

static Result availability_put(Work *work, const Request *request, Answer *answer)
{
    Attention before;
    TRY(agent_need(work));
    int chosen = choice_index(availability_names, json_text_member(request->json, "availability"));
    if (chosen < 0)
        return work_fault(work, TEXT("/availability"), "unknown_choice",
                          "This must be one of: available, away, offline.");
    TRY(attention_load(work, work->actor.id, &before));
    if ((int)before.availability != chosen) {
        TRY(availability_store(work, (Availability)chosen));
        TRY(event_add_changes(work, "availability.changed", &availability_entity, work->actor.id, 0, 0,
                              text_format(work->arena, "{\"availability\":[\"%s\",\"%s\"]}",
                                          availability_names[before.availability], availability_names[chosen])));
    }
    json_object(&answer->json);
    json_put_string(&answer->json, "availability", availability_names[chosen]);
    json_end_object(&answer->json);
    return done();
}

/* ---- by which ways ---- */

static void ways_write(const Attention *attention, Json *json)
{
    json_object(json);
    for (int kind = 0; kind < NOTIFY_COUNT; kind++) {
        json_name(json, notification_kind_names[kind]);
        json_list(json);
        for (int way = 0; way < WAY_COUNT; way++)
            if (attention->ways[kind] & (1u << way))
                json_string(json, notification_way_names[way]);
        json_end_list(json);
    }
    json_end_object(json);
}

static void attention_write(const Attention *attention, Json *json)
{
    json_object(json);
    json_name(json, "ways");
    ways_write(attention, json);
    json_name(json, "quiet_from");
    if (attention->has_quiet)
        json_int(json, attention->quiet_from);
    else
        json_null(json);
    json_name(json, "quiet_to");
    if (attention->has_quiet)
        json_int(json, attention->quiet_to);
    else
        json_null(json);
    json_put_bool(json, "quiet_weekend", attention->is_weekend_quiet);
    json_end_object(json);
}

static Result choices_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    Attention attention;
    TRY(agent_need(work));
    TRY(attention_load(work, work->actor.id, &attention));
    attention_write(&attention, &answer->json);
    return done();
}

static Result ways_check_kind(Work *work, const JsonMember *member)
{
    Text pointer = text_format(work->arena, "/ways/%.*s", TEXT_ARG(member->name));
    if (choice_index(notification_kind_names, member->name) < 0)
        return work_fault(work, pointer, "unknown_field", "There is no notification of that kind.");
    if (member->value->kind != JSON_LIST || member->value->list.count > WAY_COUNT)
        return work_fault(work, pointer, "wrong_type", "This is a list of ways: bell, desktop, sound, mail.");
    for (size_t i = 0; i < member->value->list.count; i++) {
        const JsonValue *way = &member->value->list.items[i];
        if (way->kind != JSON_TEXT || choice_index(notification_way_names, way->text) < 0)
            return work_fault(work, pointer, "unknown_choice", "A way is one of: bell, desktop, sound, mail.");
    }
    return done();
}

static Result ways_check(Work *work, const JsonValue *ways)
{
    if (ways == NULL)
        return done();
    if (ways->kind != JSON_OBJECT)
        return work_fault(work, TEXT("/ways"), "wrong_type", "This is an object of lists by kind.");
    for (size_t i = 0; i < ways->object.count; i++)
        TRY(ways_check_kind(work, &ways->object.members[i]));
    return done();
}

static Result minute_read(Work *work, const JsonValue *body, const char *name, bool *out_has, int *out_minute)
{
    const JsonValue *value = json_member(body, name);
    if (value == NULL)
        return done();
    *out_has = value->kind == JSON_INT;
    if (value->kind == JSON_NULL)
        return done();
    if (value->kind != JSON_INT || value->integer < 0 || value->integer >= 24 * 60)
        return work_fault(work, text_format(work->arena, "/%s", name), "out_of_range",
                          "This is a minute of the day, from 0 to 1439, or null.");
    *out_minute = (int)value->integer;
    return done();
}

static Result choices_store(Work *work, const Attention *attention)
{
    Buffer ways = buffer_new(work->arena, 4096);
    Json json = json_writer(&ways);
    ways_write(attention, &json);
    return db_run(work->db,
                  DB_SQL("INSERT INTO agent_attention (agent_id, ways, quiet_from, quiet_to, quiet_weekend) "
                         "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agent_id) DO UPDATE SET ways = excluded.ways, "
                         "quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, "
                         "quiet_weekend = excluded.quiet_weekend, version = agent_attention.version + 1"),
                  DB_VALUES(db_int(attention->agent_id), db_text(buffer_text(&ways)),
                            db_int_if(attention->has_quiet, attention->quiet_from),
                            db_int_if(attention->has_quiet, attention->quiet_to), db_bool(attention->is_weekend_quiet)),
                  NULL);
}

/* What the body does not name stays as it is. */
static Result choices_put(Work *work, const Request *request, Answer *answer)
{
    Attention attention;
    const JsonValue *body = request->json;
    const JsonValue *ways = json_member(body, "ways");
    const JsonValue *weekend = json_member(body, "quiet_weekend");
    TRY(agent_need(work));
    TRY(attention_load(work, work->actor.id, &attention));
    TRY(ways_check(work, ways));
    if (ways)
        attention_read_ways(work->arena, json_to_text(work->arena, ways), &attention);
    bool has_from = attention.has_quiet;
    bool has_to = attention.has_quiet;
    TRY(minute_read(work, body, "quiet_from", &has_from, &attention.quiet_from));
    TRY(minute_read(work, body, "quiet_to", &has_to, &attention.quiet_to));
    if (has_from != has_to)
        return work_fault(work, TEXT("/quiet_to"), "required", "Quiet hours have a beginning and an end.");
    attention.has_quiet = has_from;
    if (weekend && weekend->kind != JSON_BOOL)
        return work_fault(work, TEXT("/quiet_weekend"), "wrong_type", "This must be true or false.");
    if (weekend)
        attention.is_weekend_quiet = weekend->boolean;
    if (body->object.count > 0)
        TRY(choices_store(work, &attention));
    attention_write(&attention, &answer->json);
    return done();
}

#define WAYS "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"bell\",\"desktop\",\"sound\",\"mail\"]}}"
#define CHOICES_SCHEMA                                                                                                 \
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"ways\":{\"type\":\"object\","               \
    "\"additionalProperties\":" WAYS "},\"quiet_from\":{\"type\":[\"integer\",\"null\"]},"                             \
    "\"quiet_to\":{\"type\":[\"integer\",\"null\"]},\"quiet_weekend\":{\"type\":\"boolean\"}}}"
#define AVAILABILITY_SCHEMA                                                                                            \
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"availability\":{\"type\":\"string\","       \
    "\"enum\":[\"available\",\"away\",\"offline\"]}},\"required\":[\"availability\"]}"

const Route attention_routes[] = {
    {.method = "PUT",
     .path = "/api/v1/me/availability",
     .runs = RUNS_WRITE,
     .handle = availability_put,
     .body_bytes_max = 4096,
     .takes = SHAPE_SCHEMA,
     .takes_schema = AVAILABILITY_SCHEMA,
     .gives = SHAPE_SCHEMA,
     .gives_schema = AVAILABILITY_SCHEMA,
     .about = "Says whether colleagues can count on the signed-in agent now."},
    {.method = "GET",
     .path = "/api/v1/me/notifications",
     .runs = RUNS_READ,
     .handle = choices_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = CHOICES_SCHEMA,
     .about = "By which ways the signed-in agent is told of what, and its quiet hours (minutes of its local day)."},
    {.method = "PUT",
     .path = "/api/v1/me/notifications",
     .runs = RUNS_WRITE,
     .handle = choices_put,
     .body_bytes_max = 16384,
     .takes = SHAPE_SCHEMA,
     .takes_schema = CHOICES_SCHEMA,
     .gives = SHAPE_SCHEMA,
     .gives_schema = CHOICES_SCHEMA,
     .about = "Changes what it names of them."},
    {.path = NULL},
};
