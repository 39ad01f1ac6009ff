-- Web sites that carry the widget.
CREATE TABLE sites (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    name        @text NOT NULL,
    name_key    @text NOT NULL UNIQUE,
    site_key    @text NOT NULL UNIQUE,      -- public: stands in the page's source
    is_active   @int NOT NULL DEFAULT 1,
    origins     @text,                      -- one a line: "https://shop.example"; null: any page may use it
    team_id     @int REFERENCES teams (id), -- who gets its tickets
    language    @text,                      -- null: the page's
    color       @text,                      -- #rrggbb of the button; null: ours
    greeting    @text,                      -- null: ours, in the visitor's language
    privacy_url @text,                      -- shown where the visitor agrees
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
-- Whether answers of a mailbox carry the link to the customer's page of the ticket.
ALTER TABLE channels ADD COLUMN has_page_link @int NOT NULL DEFAULT 0;
