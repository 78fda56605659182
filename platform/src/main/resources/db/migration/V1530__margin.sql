-- What hosts cost the provider: rows of the provider's tenant, which nobody else's session sees. Rows are added and never
-- changed, so that the history stays; a host that is removed keeps its own, with the name it had.

-- A cost by the month, for the months in [from_month, until_month), without an end when until_month is null.
CREATE TABLE host_cost (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    id          uuid NOT NULL,
    host_id     uuid NOT NULL,
    host        text NOT NULL,
    site        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('RENT', 'DEPRECIATION', 'ENERGY', 'LICENCES', 'OTHER')),
    micros      bigint NOT NULL CHECK (micros >= 0),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    from_month  date NOT NULL CHECK (extract(day FROM from_month) = 1),
    until_month date CHECK (until_month > from_month AND extract(day FROM until_month) = 1),
    note        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT binome_protect_tenant_table('host_cost', 'SELECT, INSERT');

-- That a cost ends with a month after all; of several the last one recorded counts. A cost that ends where it begins was
-- entered by mistake.
CREATE TABLE host_cost_end (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    cost_id     uuid NOT NULL,
    until_month date NOT NULL CHECK (extract(day FROM until_month) = 1),
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, cost_id) REFERENCES host_cost
);
SELECT binome_protect_tenant_table('host_cost_end', 'SELECT, INSERT');

-- How large a host is, from a month on until the next such row of it; of several of one month the last one recorded counts.
CREATE TABLE host_capacity (
    tenant_id        uuid NOT NULL REFERENCES tenant,
    id               uuid NOT NULL,
    host_id          uuid NOT NULL,
    host             text NOT NULL,
    site             text NOT NULL,
    from_month       date NOT NULL CHECK (extract(day FROM from_month) = 1),
    milli_processors bigint NOT NULL CHECK (milli_processors > 0),
    memory_bytes     bigint NOT NULL CHECK (memory_bytes > 0),
    recorded_at      timestamptz NOT NULL,
    recorded_by      text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT binome_protect_tenant_table('host_capacity', 'SELECT, INSERT');
