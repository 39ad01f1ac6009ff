-- Members of teams and rates become records of the dictionary, which have ids; a line carries its order's currency.
CREATE TABLE team_members_new (
    id       @id,
    team_id  @int NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    agent_id @int NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    UNIQUE (team_id, agent_id)
) @strict;
INSERT INTO team_members_new (team_id, agent_id) SELECT team_id, agent_id FROM team_members;
DROP TABLE team_members;
ALTER TABLE team_members_new RENAME TO team_members;
CREATE INDEX team_members_by_agent ON team_members (agent_id, team_id);

CREATE TABLE rates_new (
    id         @id,
    version    @int NOT NULL DEFAULT 1,
    currency   @text NOT NULL,
    day        @int NOT NULL,               -- days since 1970-01-01
    rate       @real NOT NULL,              -- one unit of `currency` in units of the base currency
    created_at @int NOT NULL,
    updated_at @int NOT NULL,
    UNIQUE (currency, day)
) @strict;
INSERT INTO rates_new (currency, day, rate, created_at, updated_at) SELECT currency, day, rate, 0, 0 FROM rates;
DROP TABLE rates;
ALTER TABLE rates_new RENAME TO rates;
CREATE INDEX rates_by_day ON rates (day, id);

ALTER TABLE order_lines ADD COLUMN currency @text;
UPDATE order_lines SET currency = (SELECT o.currency FROM orders o WHERE o.id = order_lines.order_id);
