-- Second factors and what is known of sessions; erasure of persons.
CREATE TABLE two_factors (
    agent_id     @int PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
    sealed       @bytes NOT NULL,          -- the secret
    confirmed_at @int,                     -- null: begun, not in force
    last_step    @int NOT NULL DEFAULT 0,  -- RFC 6238 time step of the last code that was taken: none is taken twice
    failures     @int NOT NULL DEFAULT 0,  -- wrong codes in a row
    locked_until @int,
    created_at   @int NOT NULL
) @strict;
CREATE TABLE recovery_codes (
    id        @id,
    agent_id  @int NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    code_hash @text NOT NULL,
    used_at   @int,
    UNIQUE (agent_id, code_hash)
) @strict;

ALTER TABLE sessions ADD COLUMN device @text;      -- User-Agent
ALTER TABLE sessions ADD COLUMN address @text;     -- of the network it was opened from
ALTER TABLE sessions ADD COLUMN last_used_at @int; -- to the hour

-- Wishes of persons to be forgotten: they wait, and then what the law does not keep is gone for good.
CREATE TABLE erasures (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    customer_id  @int NOT NULL REFERENCES customers (id),
    state        @text NOT NULL,           -- waiting | done | cancelled
    reason       @text NOT NULL,
    agent_id     @int REFERENCES agents (id), -- who asked for it
    due_at       @int NOT NULL,
    ended_at     @int,
    ended_by     @int REFERENCES agents (id), -- who cancelled it
    removed      @text,                    -- JSON: what went, counted
    kept         @text,                    -- JSON: what stayed, counted
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;
CREATE INDEX erasures_by_customer ON erasures (customer_id, id);
CREATE INDEX erasures_by_created ON erasures (created_at, id);
CREATE INDEX erasures_due ON erasures (due_at, id) WHERE state = 'waiting';
ALTER TABLE customers ADD COLUMN erased_at @int;
