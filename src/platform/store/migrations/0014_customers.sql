-- What customers said about being reached, word by word: rows are added and never changed. `consents` holds the newest.
CREATE TABLE consent_records (
    id            @id,
    customer_id   @int NOT NULL REFERENCES customers (id),
    channel       @text NOT NULL,
    purpose       @text NOT NULL,
    is_given      @int,                    -- null: the word was taken out of the record
    source        @text,                   -- a form, a call, a contract
    words         @text,                   -- what the customer was shown or told
    address       @text,                   -- of the network they said it from
    attachment_id @int REFERENCES attachments (id),
    reason        @text,
    actor_kind    @text NOT NULL,          -- who wrote it down
    actor_id      @int,
    said_at       @int NOT NULL,
    recorded_at   @int NOT NULL
) @strict;
CREATE INDEX consent_records_by_customer ON consent_records (customer_id, id);
CREATE INDEX consent_records_by_attachment ON consent_records (attachment_id) WHERE attachment_id IS NOT NULL;
INSERT INTO consent_records (customer_id, channel, purpose, is_given, source, actor_kind, said_at, recorded_at)
    SELECT customer_id, channel, purpose, is_given, source, 'system', recorded_at, recorded_at FROM consents ORDER BY id;

CREATE TABLE customer_notes (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    customer_id @int NOT NULL REFERENCES customers (id),
    text        @text NOT NULL,
    is_pinned   @int NOT NULL DEFAULT 0,
    agent_id    @int REFERENCES agents (id), -- who wrote it; null: a program
    removed_at  @int,                      -- it can be brought back
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX customer_notes_by_customer ON customer_notes (customer_id, created_at, id);
CREATE INDEX customer_notes_by_created ON customer_notes (created_at, id);

-- A file of a customer is an attachment that no message holds.
ALTER TABLE attachments ADD COLUMN customer_id @int REFERENCES customers (id);
ALTER TABLE attachments ADD COLUMN removed_from @int; -- the customer it was taken from; kept for a day
ALTER TABLE attachments ADD COLUMN removed_at @int;
CREATE INDEX attachments_by_customer ON attachments (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE tasks (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    title       @text NOT NULL,
    text        @text,
    state       @text NOT NULL,            -- open | done | cancelled
    customer_id @int REFERENCES customers (id),
    ticket_id   @int REFERENCES tickets (id),
    agent_id    @int REFERENCES agents (id), -- who does it
    author_id   @int REFERENCES agents (id), -- who asked for it
    due_at      @int,
    reminded_at @int,                      -- when task.due was told of this due_at
    done_at     @int,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX tasks_by_agent ON tasks (agent_id, state, due_at, id);
CREATE INDEX tasks_by_customer ON tasks (customer_id, state, due_at, id);
CREATE INDEX tasks_by_ticket ON tasks (ticket_id, state, due_at, id);
CREATE INDEX tasks_by_due ON tasks (due_at, id);
CREATE INDEX tasks_by_created ON tasks (created_at, id);
CREATE INDEX tasks_by_done ON tasks (done_at, id);
CREATE INDEX tasks_to_tell ON tasks (due_at, id) WHERE state = 'open' AND reminded_at IS NULL AND due_at IS NOT NULL;

-- Who might be one: keys that two customers may share, compared by a periodic task, and what it found.
ALTER TABLE customers ADD COLUMN matched_at @int; -- null: its keys wait to be compared
CREATE INDEX customers_unmatched ON customers (id) WHERE matched_at IS NULL;
CREATE TABLE customer_match_keys (
    customer_id @int NOT NULL REFERENCES customers (id),
    kind        @text NOT NULL,            -- phone | email | name | domain
    match_key   @text NOT NULL,
    PRIMARY KEY (kind, match_key, customer_id)
) @strict;
CREATE INDEX customer_match_keys_by_customer ON customer_match_keys (customer_id);
CREATE TABLE duplicates (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    customer_id @int NOT NULL REFERENCES customers (id), -- the older of the two
    other_id    @int NOT NULL REFERENCES customers (id),
    score       @int NOT NULL,             -- 0 to 100
    reasons     @text NOT NULL,            -- space-separated: phone email name city company
    state       @text NOT NULL,            -- open | dismissed
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL,
    UNIQUE (customer_id, other_id)
) @strict;
CREATE INDEX duplicates_by_score ON duplicates (state, score, id);
CREATE INDEX duplicates_by_other ON duplicates (other_id);

-- Further domains of a company; the main one stands in the company.
CREATE TABLE company_domains (
    id         @id,
    company_id @int NOT NULL REFERENCES companies (id),
    domain     @text NOT NULL,             -- lower case
    UNIQUE (company_id, domain)
) @strict;

CREATE INDEX tickets_by_company ON tickets (company_id, updated_at, id);

-- Who looked at whom: one row an agent, customer and day.
CREATE TABLE customer_views (
    id          @id,
    agent_id    @int NOT NULL REFERENCES agents (id),
    customer_id @int NOT NULL REFERENCES customers (id),
    day         @int NOT NULL,             -- UTC, since 1970-01-01
    at          @int NOT NULL,             -- the first look of that day
    last_at     @int NOT NULL,
    UNIQUE (agent_id, customer_id, day)
) @strict;
CREATE INDEX customer_views_by_customer ON customer_views (customer_id, at, id);
CREATE INDEX customer_views_by_at ON customer_views (at, id);
