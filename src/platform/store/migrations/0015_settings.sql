-- What agents can do: languages they speak, products they know, stages they accompany.
CREATE TABLE skills (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    kind       @text NOT NULL,              -- language | product | stage | other
    name       @text NOT NULL,
    name_key   @text NOT NULL UNIQUE,
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE TABLE agent_skills (
    id       @id,
    skill_id @int NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
    agent_id @int NOT NULL REFERENCES agents (id),
    level    @int NOT NULL,                 -- 1 begins … 5 teaches others
    UNIQUE (skill_id, agent_id)
) @strict;
CREATE INDEX agent_skills_by_agent ON agent_skills (agent_id, skill_id);

-- Addresses that are told of events, in the order of the log.
CREATE TABLE webhooks (
    id                @id,
    version           @int NOT NULL DEFAULT 1,
    name              @text NOT NULL,
    url               @text NOT NULL,
    kinds             @text NOT NULL,       -- "ticket.created customer.*", separated by spaces; "*": all
    entity            @text,                -- whose filter: ticket | customer
    filter            @text,                -- the filter language
    includes_internal @int NOT NULL,
    is_active         @int NOT NULL,
    -- How it goes; written by the sender, so the version does not grow.
    state             @text NOT NULL,       -- idle | ok | failing | disabled
    state_detail      @text,
    state_at          @int,
    failing_since     @int,
    after_seq         @int NOT NULL,        -- the last event that it was told of, or that was not for it
    created_by        @int REFERENCES agents (id),
    created_at        @int NOT NULL,
    updated_at        @int NOT NULL
) @strict;
-- Signing secrets, sealed; after a rotation the one before stays valid for a while.
CREATE TABLE webhook_secrets (
    id         @id,
    webhook_id @int NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    sealed     @bytes NOT NULL,
    created_at @int NOT NULL,
    expires_at @int
) @strict;
CREATE INDEX webhook_secrets_by_webhook ON webhook_secrets (webhook_id, id);
-- What was sent, and what came back; kept for thirty days.
CREATE TABLE webhook_deliveries (
    id          @id,
    webhook_id  @int NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    purpose     @text NOT NULL,             -- event | replay | test
    kind        @text NOT NULL,
    event_id    @int,                       -- null: a test
    event_seq   @int,
    state       @text NOT NULL,             -- waiting | sent | failed
    tries       @int NOT NULL,
    request     @text,                      -- the first bytes of the body
    status      @int,                       -- of the last answer; null: none came
    answer      @text,                      -- its first bytes
    error       @text,
    duration_ms @int,
    created_at  @int NOT NULL,
    tried_at    @int
) @strict;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE UNIQUE INDEX webhook_deliveries_by_event ON webhook_deliveries (webhook_id, event_id) WHERE purpose = 'event';
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at, id);

-- The log without the traffic of every day: what was set up, by whom. The text of the condition is that of audit.c.
CREATE INDEX events_of_settings ON events (id) WHERE entity NOT IN ('ticket', 'message', 'attachment', 'customer', 'company', 'identity', 'consent', 'product', 'order', 'payment', 'invoice', 'contract', 'rate', 'response', 'mail_spool', 'draft', 'ticket_draft', 'ticket_link', 'ticket_follower', 'time_entry', 'notification', 'task', 'note', 'customer_note', 'customer_file', 'duplicate', 'bulk_action');
