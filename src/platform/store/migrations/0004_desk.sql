CREATE TABLE calendars (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    name       @text NOT NULL,
    name_key   @text NOT NULL UNIQUE,
    time_zone  @text,                       -- null: the workspace's
    is_default @int NOT NULL DEFAULT 0,
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE TABLE calendar_hours (
    id            @id,
    calendar_id   @int NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    weekday       @int NOT NULL,            -- 0 Monday … 6 Sunday
    opens_minute  @int NOT NULL,            -- of the local day
    closes_minute @int NOT NULL             -- up to 1440
) @strict;
CREATE INDEX calendar_hours_by_calendar ON calendar_hours (calendar_id, weekday, opens_minute);
CREATE TABLE calendar_holidays (
    id          @id,
    calendar_id @int NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    day         @int NOT NULL,              -- days since 1970-01-01
    name        @text,
    UNIQUE (calendar_id, day)
) @strict;

CREATE TABLE tickets (
    id             @id,
    version        @int NOT NULL DEFAULT 1,
    external_id    @text UNIQUE,
    subject        @text NOT NULL,
    status         @text NOT NULL,          -- new | open | pending | on_hold | solved | closed
    priority       @text NOT NULL,          -- low | normal | high | urgent
    type           @text,                   -- question | incident | problem | task | complaint
    channel        @text NOT NULL,
    topic          @text,
    language       @text,
    customer_id    @int NOT NULL REFERENCES customers (id),
    company_id     @int REFERENCES companies (id),
    product_id     @int REFERENCES products (id),
    agent_id       @int REFERENCES agents (id),
    team_id        @int REFERENCES teams (id),
    stage          @text,                   -- of the customer, when created
    value_stage    @text,
    relationship   @text,
    reopens        @int NOT NULL DEFAULT 0,
    replies        @int NOT NULL DEFAULT 0, -- public, by agents
    contacts       @int NOT NULL DEFAULT 0, -- public, by the customer
    created_at     @int NOT NULL,
    updated_at     @int NOT NULL,
    first_reply_at @int,
    next_update_at @int,
    solved_at      @int,                    -- the last time
    closed_at      @int,
    waiting_since  @int,                    -- pending since; null when not
    waiting_ms     @int NOT NULL DEFAULT 0, -- waited for the customer, in all
    merged_into    @int REFERENCES tickets (id)
) @strict;
CREATE INDEX tickets_by_created ON tickets (created_at, id);
CREATE INDEX tickets_by_updated ON tickets (updated_at, id);
CREATE INDEX tickets_by_solved ON tickets (solved_at, id);
CREATE INDEX tickets_by_status_updated ON tickets (status, updated_at, id);
CREATE INDEX tickets_by_status_created ON tickets (status, created_at, id);
CREATE INDEX tickets_by_agent_status ON tickets (agent_id, status, updated_at, id);
CREATE INDEX tickets_by_agent ON tickets (agent_id, updated_at, id);
CREATE INDEX tickets_by_team_status ON tickets (team_id, status, updated_at, id);
CREATE INDEX tickets_by_team ON tickets (team_id, updated_at, id);
CREATE INDEX tickets_by_customer ON tickets (customer_id, created_at, id);
CREATE INDEX tickets_by_priority ON tickets (priority, updated_at, id);

CREATE TABLE messages (
    id              @id,
    ticket_id       @int NOT NULL REFERENCES tickets (id),
    author_kind     @text NOT NULL,         -- customer | agent | bot | system
    author_id       @int,
    author_name     @text,                  -- as written then
    channel         @text NOT NULL,
    direction       @text NOT NULL,         -- in | out
    is_public       @int NOT NULL,
    kind            @text NOT NULL,         -- message | auto_reply | auto_generated | …
    subject         @text,
    text            @text,
    html            @text,                  -- sanitised
    reply           @text,                  -- what the sender wrote now
    raw_blob_id     @int REFERENCES blobs (id),
    delivery_state  @text,                  -- queued | sent | delivered | read | failed
    delivery_at     @int,
    delivery_detail @text,
    created_at      @int NOT NULL,
    recorded_at     @int NOT NULL
) @strict;
CREATE INDEX messages_by_ticket ON messages (ticket_id, created_at, id);
CREATE INDEX messages_by_raw ON messages (raw_blob_id) WHERE raw_blob_id IS NOT NULL;
CREATE INDEX messages_by_author ON messages (author_kind, author_id, created_at, id);

CREATE TABLE attachments (
    id          @id,
    message_id  @int REFERENCES messages (id),
    ticket_id   @int REFERENCES tickets (id),
    actor_kind  @text NOT NULL,             -- who brought it
    actor_id    @int,
    name        @text NOT NULL,
    type        @text NOT NULL,
    bytes       @int NOT NULL,
    sha256      @text NOT NULL,
    is_inline   @int NOT NULL DEFAULT 0,
    content_id  @text,
    blob_id     @int NOT NULL REFERENCES blobs (id),
    view_offset @int,                       -- a part of a raw message: where its encoded bytes stand in the blob
    view_length @int,
    view_encoding @text,                    -- identity | base64 | quoted-printable
    created_at  @int NOT NULL
) @strict;
CREATE INDEX attachments_by_message ON attachments (message_id, id);
CREATE INDEX attachments_by_ticket ON attachments (ticket_id, id);
CREATE INDEX attachments_by_blob ON attachments (blob_id);

-- One row a message of mail that was taken, whatever became of it: the promise of exactly once.
CREATE TABLE mail_ids (
    id          @id,
    mailbox     @text NOT NULL,
    mail_key    @text NOT NULL,             -- the Message-ID, or "sha256:…" of the raw message without one
    ticket_id   @int REFERENCES tickets (id),
    message_id  @int REFERENCES messages (id),
    raw_blob_id @int REFERENCES blobs (id),
    kind        @text NOT NULL,
    recorded_at @int NOT NULL,
    UNIQUE (mailbox, mail_key)
) @strict;
CREATE INDEX mail_ids_by_key ON mail_ids (mail_key, id);
CREATE INDEX mail_ids_by_raw ON mail_ids (raw_blob_id) WHERE raw_blob_id IS NOT NULL;
CREATE INDEX mail_ids_by_ticket ON mail_ids (ticket_id, id);

-- What bounces, delays and feedback reports said of an address; they open no ticket.
CREATE TABLE mail_reports (
    id           @id,
    mail_id      @int NOT NULL REFERENCES mail_ids (id),
    address      @text NOT NULL,
    action       @text NOT NULL,            -- failed | delayed | delivered | relayed | complaint
    status       @text,
    is_permanent @int NOT NULL,
    reason       @text,
    words        @text,
    about        @text,                     -- Message-ID it speaks of
    customer_id  @int REFERENCES customers (id),
    reported_at  @int NOT NULL
) @strict;
CREATE INDEX mail_reports_by_address ON mail_reports (address, id);
CREATE INDEX mail_reports_by_mail ON mail_reports (mail_id);

CREATE TABLE views (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    name        @text NOT NULL,
    builtin_key @text UNIQUE,               -- the interface translates these names
    entity      @text NOT NULL,
    filter      @text NOT NULL,             -- the filter language
    sort        @text NOT NULL,
    agent_id    @int REFERENCES agents (id), -- who made it
    is_shared   @int NOT NULL,              -- seen by all
    position    @int NOT NULL,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX views_by_position ON views (position, id);

CREATE TABLE macros (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    name       @text NOT NULL,
    name_key   @text NOT NULL,
    actions    @text NOT NULL,              -- [{"field", "value"} | {"reply"} | {"note"} | {"add_tag"}]
    agent_id   @int REFERENCES agents (id), -- who made it
    is_shared  @int NOT NULL,              -- seen by all
    position   @int NOT NULL,
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE INDEX macros_by_position ON macros (position, id);
