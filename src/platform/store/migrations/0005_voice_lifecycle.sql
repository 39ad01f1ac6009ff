CREATE TABLE responses (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    external_id  @text UNIQUE,
    survey_id    @int,
    kind         @text NOT NULL,            -- nps | csat | ces | custom
    score        @real,
    scale        @text NOT NULL,            -- "0-10", "1-5", …
    customer_id  @int REFERENCES customers (id),
    ticket_id    @int REFERENCES tickets (id),
    order_id     @int REFERENCES orders (id),
    comment      @text,
    sentiment    @text,
    touchpoint   @text,
    aspect       @text,
    channel      @text,
    stage        @text,                     -- of the customer, then
    value_stage  @text,
    relationship @text,
    answered_at  @int NOT NULL,
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;
CREATE INDEX responses_by_answered ON responses (answered_at, id);
CREATE INDEX responses_by_kind ON responses (kind, answered_at, id);
CREATE INDEX responses_by_customer ON responses (customer_id, answered_at, id);
CREATE INDEX responses_by_ticket ON responses (ticket_id, id);

-- Further answers of the same questionnaire.
CREATE TABLE response_answers (
    id          @id,
    response_id @int NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    position    @int NOT NULL,
    question    @text NOT NULL,
    value       @text,
    score       @real
) @strict;
CREATE INDEX response_answers_by_response ON response_answers (response_id, position, id);

CREATE TABLE customer_voice (
    customer_id @int PRIMARY KEY REFERENCES customers (id),
    last_nps    @real,
    last_nps_at @int
) @strict;
CREATE TABLE ticket_voice (
    ticket_id @int PRIMARY KEY REFERENCES tickets (id),
    csat      @real                         -- the last answer about this ticket
) @strict;

CREATE TABLE customer_lifecycle (
    customer_id        @int PRIMARY KEY REFERENCES customers (id),
    relationship       @text NOT NULL,      -- prospect | customer | at_risk | lost | won_back
    relationship_since @int NOT NULL,
    stage              @text NOT NULL,      -- discovery | consideration | conversion | experience | retention | advocacy
    stage_since        @int NOT NULL,
    value_stage        @text,               -- introduction | growth | maturity | decline; null: never bought
    value_stage_since  @int,
    clv                @int,                -- base currency
    p_alive            @real,
    hold_reason        @text,
    override_stage     @text,               -- a move by hand, looked at first
    override_reason    @text,
    override_until     @int,
    next_due_at        @int                 -- when time alone may move it; the clock looks then
) @strict;
CREATE INDEX customer_lifecycle_by_stage ON customer_lifecycle (stage, customer_id);
CREATE INDEX customer_lifecycle_by_since ON customer_lifecycle (stage_since, customer_id);
CREATE INDEX customer_lifecycle_by_value_stage ON customer_lifecycle (value_stage, customer_id);
CREATE INDEX customer_lifecycle_by_relationship ON customer_lifecycle (relationship, customer_id);
CREATE INDEX customer_lifecycle_by_clv ON customer_lifecycle (clv, customer_id);
CREATE INDEX customer_lifecycle_due ON customer_lifecycle (next_due_at, customer_id);

-- Each stay on a ladder; the running one has left_at null. A reading aid for reports; the events say the same.
CREATE TABLE stage_stays (
    id          @id,
    customer_id @int NOT NULL REFERENCES customers (id),
    ladder      @text NOT NULL,             -- stage | value_stage | relationship
    stage       @text NOT NULL,
    entered_at  @int NOT NULL,
    left_at     @int,
    rule        @text NOT NULL,             -- the rule that moved it here, or "by_hand"
    next_stage  @text
) @strict;
CREATE INDEX stage_stays_by_customer ON stage_stays (customer_id, ladder, entered_at);
CREATE INDEX stage_stays_by_entered ON stage_stays (ladder, entered_at);

CREATE TABLE lifecycle_rules (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    ladder     @text NOT NULL,
    position   @int NOT NULL,               -- the first that holds, from the lowest position
    stage      @text NOT NULL,
    condition  @text NOT NULL,              -- code of a judgement: promoter_or_referral, bought_again, …
    days       @int,                        -- its window, where it has one
    is_active  @int NOT NULL DEFAULT 1,
    created_at @int NOT NULL,
    updated_at @int NOT NULL
) @strict;
CREATE INDEX lifecycle_rules_by_position ON lifecycle_rules (ladder, position, id);
