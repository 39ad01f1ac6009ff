-- How each agent likes the workspace, and one-time links that belong to an agent (invitations, forgotten passwords).
CREATE TABLE agent_preferences (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    agent_id    @int NOT NULL UNIQUE REFERENCES agents (id) ON DELETE CASCADE,
    theme       @text NOT NULL,             -- light | dark | system
    density     @text NOT NULL,             -- comfortable | compact
    after_solve @text NOT NULL,             -- stay | next | list
    single_keys @int NOT NULL DEFAULT 1,
    keys        @text NOT NULL DEFAULT '{}', -- JSON: keys by the name of the command, where they are not the usual ones
    region      @text,                      -- es-CO: how numbers, money and dates are written
    first_steps @int NOT NULL DEFAULT 0,    -- whether the hint with the first steps is shown
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
INSERT INTO agent_preferences (agent_id, theme, density, after_solve, created_at, updated_at)
SELECT id, 'system', 'comfortable', 'stay', created_at, created_at FROM agents;

CREATE INDEX one_time_tokens_by_subject ON one_time_tokens (subject_id, purpose);
