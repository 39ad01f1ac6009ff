-- What wants an agent's attention, and how each of them wants to be told.

-- Who a note calls by name; written with the message.
CREATE TABLE message_mentions (
    message_id @int NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    agent_id   @int NOT NULL REFERENCES agents (id),
    PRIMARY KEY (message_id, agent_id)
) @strict;
CREATE INDEX message_mentions_by_agent ON message_mentions (agent_id, message_id);

-- One row an agent, ticket and kind as long as it is unread: what happens meanwhile is counted in it.
CREATE TABLE notifications (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    agent_id    @int NOT NULL REFERENCES agents (id), -- whom it tells
    kind        @text NOT NULL,          -- assigned | mention | reply | followed | unassigned | low_score | promise | delivery
    ticket_id   @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    customer_id @int REFERENCES customers (id),
    message_id  @int,                    -- the last one it is about
    event_id    @int,                    -- the last one it tells of; null: the clock's doing
    actor_kind  @text NOT NULL,
    actor_id    @int,
    facts       @text NOT NULL,          -- JSON for the words: subject, excerpt, score, due_at
    times       @int NOT NULL DEFAULT 1, -- how often it happened since it was read
    in_bell     @int NOT NULL,           -- by the agent's preferences when it came
    mail_state  @text,                   -- waiting | sent | seen; null: not by mail
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL,           -- when it happened last
    read_at     @int
) @strict;
CREATE INDEX notifications_by_agent ON notifications (agent_id, updated_at, id);
CREATE INDEX notifications_unread ON notifications (agent_id, ticket_id, kind) WHERE read_at IS NULL;
CREATE INDEX notifications_by_ticket ON notifications (ticket_id);
CREATE INDEX notifications_to_mail ON notifications (agent_id, updated_at) WHERE mail_state = 'waiting';
CREATE INDEX notifications_by_updated ON notifications (updated_at);

-- What an agent chose: shown to colleagues, and by which ways it is told of what. No row: the defaults.
CREATE TABLE agent_attention (
    agent_id        @int PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
    availability    @text NOT NULL DEFAULT 'available', -- available | away | offline
    availability_at @int,
    ways            @text NOT NULL DEFAULT '{}',        -- JSON {"kind": ["bell", "desktop", "sound", "mail"]}
    quiet_from      @int,                -- minute of the agent's local day; null: no quiet hours
    quiet_to        @int,
    quiet_weekend   @int NOT NULL DEFAULT 0,
    version         @int NOT NULL DEFAULT 1,
    mailed_at       @int                 -- the last digest
) @strict;
