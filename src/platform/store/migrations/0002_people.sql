CREATE TABLE agents (
    id            @id,
    version       @int NOT NULL DEFAULT 1,
    email         @text NOT NULL,
    email_key     @text NOT NULL UNIQUE,    -- folded
    name          @text NOT NULL,
    name_key      @text NOT NULL,
    role          @text NOT NULL,           -- admin | lead | agent | collaborator | analyst
    language      @text NOT NULL,
    time_zone     @text,
    password_hash @text,
    is_active     @int NOT NULL DEFAULT 1,
    last_seen_at  @int,
    created_at    @int NOT NULL,
    updated_at    @int NOT NULL
) @strict;
CREATE INDEX agents_by_name ON agents (name_key, id);

CREATE TABLE teams (
    id            @id,
    version       @int NOT NULL DEFAULT 1,
    name          @text NOT NULL,
    name_key      @text NOT NULL UNIQUE,
    is_restricted @int NOT NULL DEFAULT 0,
    created_at    @int NOT NULL,
    updated_at    @int NOT NULL
) @strict;
CREATE TABLE team_members (
    team_id  @int NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    agent_id @int NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, agent_id)
) @strict;
CREATE INDEX team_members_by_agent ON team_members (agent_id, team_id);

CREATE TABLE sessions (
    id           @id,
    token_hash   @text NOT NULL UNIQUE,
    csrf_hash    @text NOT NULL,
    agent_id     @int NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    created_at   @int NOT NULL,
    expires_at   @int NOT NULL
) @strict;
CREATE INDEX sessions_by_agent ON sessions (agent_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE one_time_tokens (
    token_hash @text PRIMARY KEY,
    purpose    @text NOT NULL,              -- setup
    subject_id @int,
    expires_at @int NOT NULL,
    used_at    @int
) @strict;

CREATE TABLE api_keys (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    name         @text NOT NULL,
    prefix       @text NOT NULL,            -- first characters, to recognise it by
    token_hash   @text NOT NULL UNIQUE,
    role         @text NOT NULL,            -- the rights it starts from
    scopes       @text NOT NULL,            -- space-separated: "read write", "tickets:read customers:write", …
    expires_at   @int,
    revoked_at   @int,
    last_used_at @int,
    created_by   @int REFERENCES agents (id),
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;

CREATE TABLE companies (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    external_id @text UNIQUE,
    name        @text NOT NULL,
    name_key    @text NOT NULL,
    domain      @text,
    country     @text,
    industry    @text,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX companies_by_name ON companies (name_key, id);
CREATE INDEX companies_by_domain ON companies (domain, id);
CREATE INDEX companies_by_updated ON companies (updated_at, id);

CREATE TABLE customers (
    id                @id,
    version           @int NOT NULL DEFAULT 1,
    external_id       @text UNIQUE,
    name              @text NOT NULL,
    name_key          @text NOT NULL,
    email             @text,                -- the main address; all are in identities
    phone             @text,
    company_id        @int REFERENCES companies (id),
    language          @text,
    time_zone         @text,
    country           @text,
    city              @text,
    preferred_channel @text,
    source            @text,
    acquisition_cost  @int,                 -- base currency
    merged_into       @int REFERENCES customers (id),
    created_at        @int NOT NULL,
    updated_at        @int NOT NULL
) @strict;
CREATE INDEX customers_by_name ON customers (name_key, id);
CREATE INDEX customers_by_created ON customers (created_at, id);
CREATE INDEX customers_by_updated ON customers (updated_at, id);
CREATE INDEX customers_by_company ON customers (company_id, id);
CREATE INDEX customers_by_email ON customers (email, id);
CREATE INDEX customers_by_source ON customers (source, id);
CREATE INDEX customers_merged ON customers (merged_into, id);

CREATE TABLE identities (
    id          @id,
    customer_id @int NOT NULL REFERENCES customers (id),
    kind        @text NOT NULL,             -- email | phone | external
    value       @text NOT NULL,
    value_key   @text NOT NULL,             -- normalised
    is_verified @int NOT NULL DEFAULT 0,
    created_at  @int NOT NULL,
    UNIQUE (kind, value_key)
) @strict;
CREATE INDEX identities_by_customer ON identities (customer_id, id);

CREATE TABLE customer_merges (
    id          @id,
    from_id     @int NOT NULL REFERENCES customers (id),
    into_id     @int NOT NULL REFERENCES customers (id),
    reason      @text,
    evidence    @text NOT NULL,             -- JSON: what was kept, what moved
    actor_kind  @text NOT NULL,
    actor_id    @int,
    merged_at   @int NOT NULL
) @strict;
CREATE INDEX customer_merges_by_into ON customer_merges (into_id, id);
CREATE INDEX customer_merges_by_from ON customer_merges (from_id, id);

CREATE TABLE consents (
    id          @id,
    customer_id @int NOT NULL REFERENCES customers (id),
    channel     @text NOT NULL,
    purpose     @text NOT NULL,
    is_given    @int NOT NULL,
    source      @text,
    recorded_at @int NOT NULL,
    UNIQUE (customer_id, channel, purpose)
) @strict;
