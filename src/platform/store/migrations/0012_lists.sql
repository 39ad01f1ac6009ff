-- Lists of many records: views of teams, with columns; how each agent has arranged them; what was done to many at once.
ALTER TABLE views ADD COLUMN team_id @int REFERENCES teams (id); -- of a shared one: seen by this team alone
ALTER TABLE views ADD COLUMN columns @text;                      -- names of fields, by commas; null: as the screen has them
ALTER TABLE views ADD COLUMN layout @text;                       -- list | table; null: list

CREATE TABLE view_places (
    id        @id,
    agent_id  @int NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    view_id   @int NOT NULL REFERENCES views (id) ON DELETE CASCADE,
    position  @int NOT NULL,
    is_pinned @int NOT NULL,             -- stands in the menu
    UNIQUE (agent_id, view_id)
) @strict;
CREATE INDEX view_places_by_view ON view_places (view_id);

-- Views that came with a later program; a workspace without any gets them all when it begins.
INSERT INTO views (name, builtin_key, entity, filter, sort, is_shared, position, created_at, updated_at)
SELECT 'Pospuestos', 'snoozed', 'tickets', '{"field":"snoozed_until","op":"present"}', '-updated_at', 1, 101,
       MAX(created_at), MAX(created_at) FROM views HAVING COUNT(*) > 0;
INSERT INTO views (name, builtin_key, entity, filter, sort, is_shared, position, created_at, updated_at)
SELECT 'Los que sigo', 'following', 'tickets',
       '{"some":"ticket_followers","where":{"field":"agent_id","op":"is","value":"me"}}', '-updated_at', 1, 102,
       MAX(created_at), MAX(created_at) FROM views HAVING COUNT(*) > 0;
INSERT INTO views (name, builtin_key, entity, filter, sort, is_shared, position, created_at, updated_at)
SELECT 'Spam', 'spam', 'tickets', '{"field":"is_spam","op":"is","value":true}', '-updated_at', 1, 103,
       MAX(created_at), MAX(created_at) FROM views HAVING COUNT(*) > 0;
INSERT INTO views (name, builtin_key, entity, filter, sort, is_shared, position, created_at, updated_at)
SELECT 'Papelera', 'trash', 'tickets', '{"field":"deleted_at","op":"present"}', '-updated_at', 1, 104,
       MAX(created_at), MAX(created_at) FROM views HAVING COUNT(*) > 0;

CREATE TABLE bulk_actions (
    id              @id,
    version         @int NOT NULL DEFAULT 1,
    entity          @text NOT NULL,      -- tickets | customers
    action          @text NOT NULL,      -- JSON: what is done to each
    filter          @text,               -- which records; null: they were named
    left_out        @text,               -- JSON list of ids that the filter is not to take
    state           @text NOT NULL,      -- collecting | running | done | stopped | failed | undoing | undone
    actor_kind      @text NOT NULL,
    actor_id        @int NOT NULL,
    actor_agent_id  @int REFERENCES agents (id),
    undo_actor_kind @text,
    undo_actor_id   @int,
    after_id        @int NOT NULL DEFAULT 0, -- collected up to there
    total           @int NOT NULL DEFAULT 0,
    done            @int NOT NULL DEFAULT 0,
    failed          @int NOT NULL DEFAULT 0,
    undone          @int NOT NULL DEFAULT 0,
    kept            @int NOT NULL DEFAULT 0, -- could not be taken back
    error           @text,
    told_at         @int NOT NULL DEFAULT 0, -- when progress was last an event
    created_at      @int NOT NULL,
    updated_at      @int NOT NULL,
    finished_at     @int
) @strict;
CREATE INDEX bulk_actions_by_created ON bulk_actions (created_at, id);
CREATE INDEX bulk_actions_by_actor ON bulk_actions (actor_kind, actor_id, created_at, id);

CREATE INDEX bulk_actions_by_state ON bulk_actions (state, updated_at);

CREATE TABLE bulk_items (
    id        @id,
    bulk_id   @int NOT NULL REFERENCES bulk_actions (id) ON DELETE CASCADE,
    record_id @int NOT NULL,
    state     @text NOT NULL,            -- waiting | done | failed | undone | kept
    reason    @text,
    was       @text,                     -- JSON: the fields that changed, before
    became    @text,                     -- and after
    UNIQUE (bulk_id, record_id)
) @strict;
CREATE INDEX bulk_items_by_state ON bulk_items (bulk_id, state, id);

-- Orders of the customer list.
CREATE INDEX customer_voice_by_nps ON customer_voice (last_nps, customer_id);
