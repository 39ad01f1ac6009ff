CREATE TABLE products (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    external_id @text UNIQUE,
    sku         @text UNIQUE,
    name        @text NOT NULL,
    name_key    @text NOT NULL,
    category    @text,
    price       @int,
    currency    @text,
    unit_cost   @int,
    is_active   @int NOT NULL DEFAULT 1,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX products_by_name ON products (name_key, id);
CREATE INDEX products_by_category ON products (category, id);

CREATE TABLE orders (
    id           @id,
    version      @int NOT NULL DEFAULT 1,
    external_id  @text UNIQUE,
    customer_id  @int NOT NULL REFERENCES customers (id),
    company_id   @int REFERENCES companies (id),
    status       @text NOT NULL,            -- open | paid | shipped | delivered | cancelled | returned
    total        @int NOT NULL,
    currency     @text NOT NULL,
    base_total   @int,                      -- null: no rate known, reports list it
    rate_day     @int,
    channel      @text,
    ordered_at   @int NOT NULL,
    paid_at      @int,
    shipped_at   @int,
    delivered_at @int,
    promised_at  @int,
    created_at   @int NOT NULL,
    updated_at   @int NOT NULL
) @strict;
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at, id);
CREATE INDEX orders_by_ordered ON orders (ordered_at, id);
CREATE INDEX orders_by_updated ON orders (updated_at, id);
CREATE INDEX orders_by_status ON orders (status, ordered_at, id);

CREATE TABLE order_lines (
    id          @id,
    order_id    @int NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    external_id @text UNIQUE,
    position    @int NOT NULL,
    product_id  @int REFERENCES products (id),
    sku         @text,
    name        @text,
    quantity    @real NOT NULL,
    price       @int NOT NULL               -- one unit, in the order's currency
) @strict;
CREATE INDEX order_lines_by_order ON order_lines (order_id, position, id);
CREATE INDEX order_lines_by_product ON order_lines (product_id, order_id);

CREATE TABLE invoices (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    external_id @text UNIQUE,
    customer_id @int NOT NULL REFERENCES customers (id),
    order_id    @int REFERENCES orders (id),
    number      @text,
    status      @text NOT NULL,             -- open | paid | void
    total       @int NOT NULL,
    currency    @text NOT NULL,
    base_total  @int,
    rate_day    @int,
    issued_at   @int NOT NULL,
    due_at      @int,
    paid_at     @int,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX invoices_by_customer ON invoices (customer_id, issued_at, id);
CREATE INDEX invoices_by_issued ON invoices (issued_at, id);

CREATE TABLE payments (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    external_id @text UNIQUE,
    customer_id @int NOT NULL REFERENCES customers (id),
    order_id    @int REFERENCES orders (id),
    invoice_id  @int REFERENCES invoices (id),
    amount      @int NOT NULL,
    currency    @text NOT NULL,
    base_amount @int,
    rate_day    @int,
    method      @text,
    status      @text NOT NULL,             -- received | refunded | failed
    paid_at     @int NOT NULL,
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX payments_by_customer ON payments (customer_id, paid_at, id);
CREATE INDEX payments_by_order ON payments (order_id, id);
CREATE INDEX payments_by_paid ON payments (paid_at, id);

CREATE TABLE contracts (
    id          @id,
    version     @int NOT NULL DEFAULT 1,
    external_id @text UNIQUE,
    customer_id @int NOT NULL REFERENCES customers (id),
    product_id  @int REFERENCES products (id),
    company_id  @int REFERENCES companies (id),
    started_at  @int NOT NULL,
    ended_at    @int,                       -- null: runs on
    amount      @int NOT NULL,              -- a period
    currency    @text NOT NULL,
    base_amount @int,
    rate_day    @int,
    period      @text NOT NULL,             -- month | quarter | year | once
    created_at  @int NOT NULL,
    updated_at  @int NOT NULL
) @strict;
CREATE INDEX contracts_by_customer ON contracts (customer_id, started_at, id);
CREATE INDEX contracts_by_started ON contracts (started_at, id);
CREATE INDEX contracts_by_ended ON contracts (ended_at, id);

-- Totals of a customer, written by commerce alone; the API shows them as fields of the customer.
CREATE TABLE customer_commerce (
    customer_id    @int PRIMARY KEY REFERENCES customers (id),
    orders         @int NOT NULL DEFAULT 0, -- cancelled and returned ones aside
    revenue        @int NOT NULL DEFAULT 0, -- base currency
    first_order_at @int,
    last_order_at  @int
) @strict;
CREATE INDEX customer_commerce_by_revenue ON customer_commerce (revenue, customer_id);
CREATE INDEX customer_commerce_by_orders ON customer_commerce (orders, customer_id);
CREATE INDEX customer_commerce_by_first ON customer_commerce (first_order_at, customer_id);
CREATE INDEX customer_commerce_by_last ON customer_commerce (last_order_at, customer_id);
