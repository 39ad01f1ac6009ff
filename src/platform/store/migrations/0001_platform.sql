-- Tokens: @id @int @text @bytes @real @strict are expanded by the store; a line that begins with @sqlite or @postgres
-- is for that engine alone. Times are UTC milliseconds, money minor units, booleans 0/1, choices text codes.

CREATE TABLE settings (
    key        @text PRIMARY KEY,
    value      @text NOT NULL,             -- JSON
    version    @int NOT NULL DEFAULT 1,
    updated_at @int NOT NULL
) @strict;

CREATE TABLE events (
    id          @id,
    seq         @int UNIQUE,                -- the public order; null until numbered (PostgreSQL)
    kind        @text NOT NULL,
    at          @int NOT NULL,
    recorded_at @int NOT NULL,
    actor_kind  @text NOT NULL,
    actor_id    @int,
    cause_id    @int,
    entity      @text NOT NULL,
    entity_id   @int NOT NULL,
    customer_id @int,
    ticket_id   @int,
    visibility  @text NOT NULL,             -- public | internal
    changes     @text NOT NULL              -- {"field": [before, after]}
) @strict;
CREATE INDEX events_by_customer ON events (customer_id, at, id);
CREATE INDEX events_by_ticket ON events (ticket_id, id);
CREATE INDEX events_by_entity ON events (entity, entity_id, id);
CREATE INDEX events_by_kind ON events (kind, seq);
@postgres CREATE INDEX events_unnumbered ON events (id) WHERE seq IS NULL;

CREATE TABLE idempotency (
    actor        @text NOT NULL,            -- "agent:7", "api_key:3"
    key          @text NOT NULL,
    request_hash @text NOT NULL,
    status       @int NOT NULL,
    location     @text,
    etag         @text,
    body         @text,
    expires_at   @int NOT NULL,
    PRIMARY KEY (actor, key)
) @strict;
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

CREATE TABLE jobs (
    id          @id,
    kind        @text NOT NULL,
    unique_key  @text UNIQUE,               -- at most one waiting job with this key; null when done
    payload     @text NOT NULL,
    state       @text NOT NULL,             -- waiting | running | done | failed
    run_at      @int NOT NULL,
    tries       @int NOT NULL DEFAULT 0,
    leased_until @int,
    last_error  @text,
    created_at  @int NOT NULL,
    ended_at    @int
) @strict;
CREATE INDEX jobs_due ON jobs (state, run_at, id);

CREATE TABLE outbox (
    id              @id,
    kind            @text NOT NULL,         -- mail | webhook | …
    idempotency_key @text NOT NULL UNIQUE,
    payload         @text NOT NULL,
    state           @text NOT NULL,         -- waiting | sending | sent | failed
    tries           @int NOT NULL DEFAULT 0,
    next_at         @int NOT NULL,
    leased_until    @int,
    last_error      @text,
    created_at      @int NOT NULL,
    ended_at        @int
) @strict;
CREATE INDEX outbox_due ON outbox (state, next_at, id);

CREATE TABLE blobs (
    id         @id,
    sha256     @text NOT NULL UNIQUE,
    bytes      @int NOT NULL,
    place      @text NOT NULL,              -- database
    created_at @int NOT NULL
) @strict;
CREATE TABLE blob_chunks (
    blob_id @int NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
    n       @int NOT NULL,
    data    @bytes NOT NULL,                -- up to 256 kB
    PRIMARY KEY (blob_id, n)
) @strict;

CREATE TABLE rates (
    currency @text NOT NULL,
    day      @int NOT NULL,                 -- days since 1970-01-01
    rate     @real NOT NULL,                -- one unit of `currency` in units of the base currency
    PRIMARY KEY (currency, day)
) @strict;

CREATE TABLE calendar_days (
    zone      @text NOT NULL,
    day       @int NOT NULL,                -- days since 1970-01-01, local
    start_at  @int NOT NULL,                -- first instant of the local day
    end_at    @int NOT NULL,                -- first instant of the next
    date      @text NOT NULL,               -- 2026-01-05
    week      @text NOT NULL,               -- 2026-W02
    month     @text NOT NULL,               -- 2026-01
    quarter   @text NOT NULL,               -- 2026-Q1
    year      @text NOT NULL,
    PRIMARY KEY (zone, day)
) @strict;
CREATE UNIQUE INDEX calendar_days_by_start ON calendar_days (zone, start_at);

CREATE TABLE tags (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    name       @text NOT NULL,
    name_key   @text NOT NULL UNIQUE,       -- folded
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE TABLE taggings (
    entity    @text NOT NULL,
    record_id @int NOT NULL,
    tag_id    @int NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (entity, record_id, tag_id)
) @strict;
CREATE INDEX taggings_by_tag ON taggings (tag_id, entity, record_id);

CREATE TABLE custom_fields (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    entity      @text NOT NULL,
    key         @text NOT NULL,
    label       @text NOT NULL,
    type        @text NOT NULL,             -- text | number | boolean | day | choice | choices
    choices     @text,                      -- one a line
    is_required @int NOT NULL DEFAULT 0,
    position    @int NOT NULL DEFAULT 0,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL,
    UNIQUE (entity, key)
) @strict;
CREATE TABLE custom_values (
    id           @id,
    entity       @text NOT NULL,
    record_id    @int NOT NULL,
    field_id     @int NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    text_value   @text,
    number_value @real
) @strict;
CREATE INDEX custom_values_by_record ON custom_values (entity, record_id, field_id);
CREATE INDEX custom_values_by_text ON custom_values (field_id, text_value, record_id);
CREATE INDEX custom_values_by_number ON custom_values (field_id, number_value, record_id);

CREATE TABLE search_documents (
    id          @id,
    entity      @text NOT NULL,
    record_id   @int NOT NULL,
    ticket_id   @int,
    customer_id @int,
    language    @text NOT NULL,
    terms       @text NOT NULL,             -- folded, stemmed; both engines index this same string
    updated_at  @int NOT NULL,
    UNIQUE (entity, record_id)
) @strict;
@sqlite CREATE VIRTUAL TABLE search_index USING fts5(terms, content='search_documents', content_rowid='id', tokenize="ascii", detail='none', columnsize=0);
@postgres CREATE INDEX search_index ON search_documents USING gin (to_tsvector('simple', terms));
@postgres CREATE FUNCTION lazo_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lower(regexp_replace(normalize(value, NFD), U&'[\0300-\036f]', '', 'g')) $$;
