-- Ways by which customers reach the house and are answered: today mailboxes.
CREATE TABLE channels (
    id              @id,
    version         @int NOT NULL DEFAULT 1,
    kind            @text NOT NULL,          -- mail
    name            @text NOT NULL,
    name_key        @text NOT NULL UNIQUE,
    is_active       @int NOT NULL,
    is_default      @int NOT NULL,           -- answers tickets that came by no channel of their own; at most one
    address         @text NOT NULL,          -- what customers write to and are answered from
    address_key     @text NOT NULL UNIQUE,
    from_name       @text,
    team_id         @int REFERENCES teams (id),
    language        @text,
    signature       @text,                   -- Markdown
    relay           @text,                   -- authserv-id whose Authentication-Results count (RFC 8601)
    thread_tag      @text NOT NULL,          -- address | subject | none: where the signed tag of the ticket goes
    preset          @text,                   -- google | microsoft | …: what the form was filled from
    receives        @text NOT NULL,          -- imap | handed (pipe and LMTP)
    imap_host       @text,
    imap_port       @int,
    imap_security   @text,                   -- tls | starttls | none
    imap_folder     @text,
    imap_after      @text,                   -- seen | moved | deleted: what becomes of a message once it is taken
    imap_moved_to   @text,
    sends           @text NOT NULL,          -- smtp | none
    smtp_host       @text,
    smtp_port       @int,
    smtp_security   @text,                   -- tls | starttls | none
    user_name       @text,
    login           @text,                   -- password | xoauth2 | none
    oauth_token_url @text,
    oauth_client_id @text,
    oauth_scope     @text,
    -- How it goes; written by the runners, so the version does not grow.
    receive_state   @text NOT NULL,          -- idle | ok | failing
    receive_detail  @text,                   -- words a person can act on
    receive_at      @int,                    -- when that state was last seen
    received_at     @int,                    -- the last message taken
    send_state      @text NOT NULL,          -- idle | ok | failing
    send_detail     @text,
    send_at         @int,
    created_at      @int NOT NULL,
    updated_at      @int NOT NULL
) @strict;

-- Passwords and tokens, sealed; never in answers, events, exports.
CREATE TABLE channel_secrets (
    channel_id @int NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    name       @text NOT NULL,               -- password | refresh_token | client_secret | access_token | rotated_token
    sealed     @bytes NOT NULL,
    expires_at @int,                         -- of an access token
    PRIMARY KEY (channel_id, name)
) @strict;

-- Random bytes made once for the workspace: what tags of threads and links are signed with.
CREATE TABLE workspace_secrets (
    name  @text PRIMARY KEY,
    value @bytes NOT NULL
) @strict;

-- What leaves by one road (a channel's server) goes one at a time, and waits together while the road is out.
ALTER TABLE outbox ADD COLUMN road @text;
CREATE INDEX outbox_by_road ON outbox (road, state) WHERE road IS NOT NULL;
CREATE TABLE outbox_roads (
    road          @text PRIMARY KEY,
    blocked_until @int NOT NULL,             -- something is on its way until then at the latest, or the road is out
    failures      @int NOT NULL              -- how often in a row it was found out
) @strict;

-- What was accepted from outside and is not read yet. A row goes when its message was taken; after three tries it stays as
-- failed, with a ticket that shows it.
CREATE TABLE mail_spool (
    id            @id,
    version       @int NOT NULL DEFAULT 1,
    channel_id    @int REFERENCES channels (id),
    mailbox       @text NOT NULL,            -- as in mail_ids
    raw_sha256    @text NOT NULL,
    raw_blob_id   @int NOT NULL REFERENCES blobs (id),
    source        @text NOT NULL,            -- imap | lmtp | pipe
    envelope_from @text,
    envelope_to   @text,
    state         @text NOT NULL,            -- waiting | failed
    tries         @int NOT NULL,             -- begun; counted before the reading, so that a crash counts
    due_at        @int NOT NULL,
    detail        @text,
    ticket_id     @int REFERENCES tickets (id), -- shows a failed one
    created_at    @int NOT NULL,
    updated_at    @int NOT NULL,
    UNIQUE (mailbox, raw_sha256)
) @strict;
CREATE INDEX mail_spool_by_due ON mail_spool (state, due_at, id);
CREATE INDEX mail_spool_by_raw ON mail_spool (raw_blob_id);

-- Who a message was from and for, as JSON {"from", "to", "cc", "bcc"}; lists of {"name", "address"}.
ALTER TABLE messages ADD COLUMN recipients @text;

-- What is known of a message because it is mail; one row a message, in and out.
CREATE TABLE message_mail (
    message_id   @int PRIMARY KEY REFERENCES messages (id),
    ticket_id    @int NOT NULL REFERENCES tickets (id),
    channel_id   @int REFERENCES channels (id),
    mail_key     @text NOT NULL,             -- Message-ID; of what we send: fixed before the first try
    spf          @text,
    dkim         @text,
    dmarc        @text,
    dmarc_domain @text,
    suspicion    @text,                      -- unauthenticated_colleague | unknown_participant | …; null: none
    warnings     @text                       -- JSON list of words
) @strict;
CREATE INDEX message_mail_by_ticket ON message_mail (ticket_id, message_id);
CREATE INDEX message_mail_by_key ON message_mail (mail_key);

-- Addresses that mail does not reach, by the last bounce that said "never"; mail from there, or a receipt, ends it.
ALTER TABLE identities ADD COLUMN failing_since @int;
ALTER TABLE identities ADD COLUMN failing_words @text;
