-- The band that a number should stay in: limits that matter, and warnings before them.
CREATE TABLE thresholds (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    metric       @text NOT NULL,            -- of the reports: nps, csat, churn, ttr, …
    ladder       @text NOT NULL,            -- stage | value_stage | relationship
    stage        @text,                     -- of the ladder; null: of all together
    low_limit    @real,
    low_warning  @real,
    high_warning @real,
    high_limit   @real,
    owner_id     @int REFERENCES agents (id),
    note         @text,
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;
CREATE UNIQUE INDEX thresholds_by_place ON thresholds (metric, ladder, COALESCE(stage, ''));

-- The columns of the journey board, by value and by time in the stage; and passages by when they happened.
CREATE INDEX customer_lifecycle_by_stage_value ON customer_lifecycle (stage, clv, customer_id);
CREATE INDEX customer_lifecycle_by_stage_since ON customer_lifecycle (stage, stage_since, customer_id);
CREATE INDEX customer_lifecycle_by_value_stage_value ON customer_lifecycle (value_stage, clv, customer_id);
CREATE INDEX customer_lifecycle_by_value_stage_since ON customer_lifecycle (value_stage, value_stage_since, customer_id);
CREATE INDEX customer_lifecycle_by_relationship_value ON customer_lifecycle (relationship, clv, customer_id);
CREATE INDEX customer_lifecycle_by_relationship_since ON customer_lifecycle (relationship, relationship_since, customer_id);
CREATE INDEX stage_stays_in_order ON stage_stays (entered_at, id);
CREATE INDEX stage_stays_by_left ON stage_stays (left_at, id);
