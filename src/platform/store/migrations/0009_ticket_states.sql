-- What becomes of a ticket beside its status: put off, spam, deleted; who follows it, what it is linked to, time spent on it.
ALTER TABLE tickets ADD COLUMN snoozed_until @int;               -- 2200-01-01: until the customer writes
ALTER TABLE tickets ADD COLUMN is_spam @int NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN deleted_at @int;                  -- in the trash since; removed for good later
ALTER TABLE tickets ADD COLUMN time_spent @int NOT NULL DEFAULT 0; -- seconds, the sum of its time entries
CREATE INDEX tickets_snoozed ON tickets (snoozed_until, id) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_spam ON tickets (updated_at, id) WHERE is_spam = 1;
CREATE INDEX tickets_deleted ON tickets (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tickets_promised ON tickets (next_update_at, id) WHERE next_update_at IS NOT NULL;

CREATE TABLE ticket_followers (
    id         @id,
    ticket_id  @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    agent_id   @int NOT NULL REFERENCES agents (id),
    created_at @int NOT NULL,
    UNIQUE (ticket_id, agent_id)
) @strict;
CREATE INDEX ticket_followers_by_agent ON ticket_followers (agent_id, ticket_id);

CREATE TABLE ticket_links (
    id         @id,
    from_id    @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    to_id      @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind       @text NOT NULL,          -- related | duplicate | parent | causes: from_id is … of, or to, to_id
    agent_id   @int REFERENCES agents (id), -- who made it
    created_at @int NOT NULL,
    UNIQUE (from_id, to_id, kind)
) @strict;
CREATE INDEX ticket_links_by_to ON ticket_links (to_id, id);

-- How to take a merge back: what moved, and how both tickets stood.
CREATE TABLE ticket_merges (
    from_id      @int PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
    into_id      @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    message_ids  @text NOT NULL,        -- JSON list
    from_before  @text NOT NULL,        -- JSON: the fields that the merge changed, as they were
    into_before  @text NOT NULL,
    from_version @int NOT NULL,         -- as the merge left it
    into_version @int NOT NULL,
    message_id   @int NOT NULL,         -- the last of both when they were merged
    merged_at    @int NOT NULL
) @strict;
CREATE INDEX ticket_merges_by_into ON ticket_merges (into_id, from_id);

CREATE TABLE time_entries (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    ticket_id  @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    agent_id   @int NOT NULL REFERENCES agents (id),
    seconds    @int NOT NULL,
    note       @text,
    started_at @int NOT NULL,
    is_manual  @int NOT NULL DEFAULT 0, -- typed in; else measured by the running clock
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE INDEX time_entries_by_ticket ON time_entries (ticket_id, id);
CREATE INDEX time_entries_by_agent ON time_entries (agent_id, started_at, id);

-- A message whose content was taken out; that it was there stays.
ALTER TABLE messages ADD COLUMN redacted_at @int;
ALTER TABLE messages ADD COLUMN redacted_by @int REFERENCES agents (id);

ALTER TABLE custom_fields ADD COLUMN is_required_to_solve @int NOT NULL DEFAULT 0;
