#include "people/team.h"

static const Field team_member_fields[] = {
    FIELD(TeamMember, id, FIELD_ID, .about = "Identifies the membership."),
    FIELD(TeamMember, team_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(TeamMember, agent_id, FIELD_REFERENCE, .to = &agent_entity, .is_required = true, .can = CAN_WRITE,
          .about = "The agent."),
};

const Entity team_member_entity = {
    .name = "team_member",
    .plural = "team_members",
    .table = "team_members",
    .record_bytes = sizeof(TeamMember),
    ENTITY_FIELDS(team_member_fields),
    .rights = &rights_settings,
    .about = "An agent in a team.",
};

static const Field team_fields[] = {
    FIELD(Team, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the team."),
    FIELD(Team, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Team, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .format = FORMAT_LINE, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .about = "What it is called; unique, whatever case and accents."),
    FIELD(Team, is_restricted, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Whether only its members and administrators see its tickets."),
    FIELD(Team, created_at, FIELD_TIME, .about = "When it was made."),
    FIELD(Team, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

enum { TEAM_MEMBERS };
static const ChildList team_children[] = {
    [TEAM_MEMBERS] = {.name = "members",
                      .entity = &team_member_entity,
                      .parent = "team_id",
                      .order_by = "agent_id",
                      .can_write = true,
                      .count_max = TEAM_MEMBERS_MAX},
};

static Result name_check(Work *work, const Team *team)
{
    int64_t other = 0;
    if (!(team->has & entity_bit(&team_entity, "name")))
        return done();
    Result result = db_one_int(work->db, DB_SQL("SELECT id FROM teams WHERE name_key = $1"),
                               DB_VALUES(db_text(text_fold(work->arena, team->name))), &other);
    if (result.fault == FAULT_NOT_FOUND || (is_ok(result) && other == team->id))
        return done();
    TRY(result);
    return failf(work->arena, FAULT_CONFLICT, "There is a team called \"%.*s\" already.", TEXT_ARG(team->name));
}

static Result members_check(Work *work, const ChildInput *input)
{
    const TeamMember *members = input->records;
    for (size_t i = 0; input->is_given && i < input->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (members[i].agent_id == members[k].agent_id)
                return work_fault(work, text_format(work->arena, "/members/%zu/agent_id", i), "duplicate",
                                  "An agent is in a team once.");
        }
    }
    return done();
}

static Result team_add(Work *work, const EntityInput *input, void *out_team)
{
    Team *team = input->record;
    team->has |= entity_bit(&team_entity, "is_restricted");
    TRY(name_check(work, team));
    TRY(members_check(work, &input->children[TEAM_MEMBERS]));
    return entity_add_plain(work, input, out_team);
}

static Result team_change(Work *work, const void *before, const EntityInput *input, void *out_team)
{
    Team *given = input->record;
    given->id = record_id(before);
    TRY(name_check(work, given));
    TRY(members_check(work, &input->children[TEAM_MEMBERS]));
    return entity_change_plain(work, before, input, out_team);
}

const Entity team_entity = {
    .name = "team",
    .plural = "teams",
    .table = "teams",
    .record_bytes = sizeof(Team),
    ENTITY_FIELDS(team_fields),
    .rights = &rights_settings,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "name",
    ENTITY_CHILDREN(team_children),
    .add = team_add,
    .change = team_change,
    .about = "A group of agents that tickets are handed to.",
};

const Route team_routes[] = {
    RESOURCE("/api/v1/teams", &team_entity),
    {0},
};
