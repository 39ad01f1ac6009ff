-- What was written in a ticket and has not left: an answer being written, one that waits for its hour, one that was held.
CREATE TABLE drafts (
    id              @id,
    version         @int NOT NULL DEFAULT 1,
    ticket_id       @int NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    agent_id        @int NOT NULL REFERENCES agents (id), -- whose words they are: who writes, and sends
    kind            @text NOT NULL,         -- reply | note
    slot            @text,                  -- "reply", or "note:7" of agent 7, while it is being written; else null
    text            @text NOT NULL,         -- Markdown
    to_people       @text,                  -- JSON lists of addresses as they were typed; null: whoever the server thinks of
    cc              @text,
    bcc             @text,
    channel_id      @int,                   -- by which it is to leave; null: whichever fits
    mentions        @text,                  -- JSON list of agents' ids; of a note
    status_after    @text,                  -- what the ticket becomes as it leaves; null: as an answer leaves it
    state           @text NOT NULL,         -- writing | scheduled | held | failed
    send_at         @int,                   -- when it is to leave
    seen_message_id @int,                   -- the last message that its author knew of
    reason          @text,                  -- why it was held or failed: customer_wrote | answered | author_left | refused
    detail          @text,                  -- the words of a refusal
    leased_until    @int NOT NULL,          -- somebody is at it until then
    created_at      @int NOT NULL,
    updated_at      @int NOT NULL,
    UNIQUE (ticket_id, slot)
) @strict;
CREATE INDEX drafts_by_ticket ON drafts (ticket_id, id);
CREATE INDEX drafts_by_agent ON drafts (agent_id, id);
CREATE INDEX drafts_due ON drafts (send_at, id) WHERE state = 'scheduled';

-- Which tickets have an answer that has not left, for lists: no row, none.
CREATE TABLE ticket_drafts (
    ticket_id @int PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
    has_draft @int NOT NULL,
    draft_by  @int NOT NULL REFERENCES agents (id)
) @strict;

-- Files of a draft wait for as long as it does.
ALTER TABLE attachments ADD COLUMN draft_id @int REFERENCES drafts (id) ON DELETE SET NULL;
CREATE INDEX attachments_by_draft ON attachments (draft_id, id) WHERE draft_id IS NOT NULL;

-- Texts that are written again and again, called by a short word.
CREATE TABLE quick_replies (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    shortcut     @text NOT NULL,
    shortcut_key @text NOT NULL UNIQUE,
    name         @text NOT NULL,
    text         @text NOT NULL,            -- Mustache over {"ticket", "customer", "agent"}, in the workspace's language
    texts        @text,                     -- JSON {"en": "…"}: the same in other languages
    agent_id     @int REFERENCES agents (id), -- who made it
    is_shared    @int NOT NULL,             -- seen by all
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;
CREATE INDEX quick_replies_by_name ON quick_replies (name, id);
