-- Price books as they took effect, and what each stack is estimated to cost a month.

-- A version is the whole folder of price books and catalogues: they refer to one another. It belongs to the provider's
-- tenant; files holds their texts by name. No row is ever changed: what was priced can be priced again.
CREATE TABLE price_version (
    tenant_id uuid NOT NULL REFERENCES tenant,
    version   integer NOT NULL CHECK (version > 0),
    stack     text NOT NULL,
    commit_id text NOT NULL CHECK (commit_id ~ '^[0-9a-f]{40}$'),
    change_id uuid,
    files     jsonb NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, version)
);
SELECT binome_protect_tenant_table('price_version', 'SELECT, INSERT');

-- What a stack costs a month since its last apply, by the prices of then. lines holds what it is made of by address,
-- unknown the addresses that nobody could price; the sums are those of the lines.
CREATE TABLE stack_cost (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    stack_id    uuid NOT NULL REFERENCES stack,
    environment text NOT NULL,
    currency    text NOT NULL,
    low_micros  bigint NOT NULL,
    high_micros bigint NOT NULL,
    lines       jsonb NOT NULL,
    unknown     jsonb NOT NULL,
    price_book  text,
    worked_out  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, stack_id)
);
SELECT binome_protect_tenant_table('stack_cost');
SELECT binome_grant_overview('stack_cost');

-- What the stacks of a change will cost a month, from the moment on at which it begins until it is applied or let go: two
-- changes that each fit a budget alone must not begin together when they do not fit both.
CREATE TABLE stack_cost_hold (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    stack_id    uuid NOT NULL,
    change_id   uuid NOT NULL,
    repository  text NOT NULL,
    stack       text NOT NULL,
    path        text NOT NULL,
    environment text NOT NULL,
    currency    text NOT NULL,
    low_micros  bigint NOT NULL,
    high_micros bigint NOT NULL,
    unknown     integer NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, stack_id)
);
CREATE INDEX ON stack_cost_hold (change_id);
SELECT binome_protect_tenant_table('stack_cost_hold');
