-- The companies, their people, and how these prove who they are.

CREATE TABLE tenant (
    id         uuid PRIMARY KEY,
    name       text NOT NULL UNIQUE CHECK (name ~ '^[a-z](-?[a-z0-9])*$' AND length(name) <= 40),
    title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    provider   boolean NOT NULL,
    created_at timestamptz NOT NULL,
    -- From when on nothing is done for it any more, and until when its own people may still read.
    closed_at      timestamptz,
    readable_until timestamptz,
    CHECK ((closed_at IS NULL) = (readable_until IS NULL)),
    CHECK (NOT (provider AND closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX tenant_one_provider ON tenant (provider) WHERE provider;
-- UPDATE also lets a transaction lock the row while it decides who is a member.
SELECT binome_protect_tenant_table('tenant', 'SELECT, INSERT, UPDATE (title, closed_at, readable_until)', 'id');
SELECT binome_grant_signin('tenant', 'SELECT');
SELECT binome_grant_overview('tenant');
SELECT binome_grant_dispatch('tenant', 'SELECT');

-- That a client's stay ends: from the announcement on, and for good once it has ended.
CREATE TABLE tenant_closing (
    tenant_id     uuid PRIMARY KEY REFERENCES tenant,
    closes_at     timestamptz NOT NULL,
    reason        text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    reading_days  integer NOT NULL CHECK (reading_days BETWEEN 30 AND 3650),
    -- Whether it was said that states and kept volumes stay where they are.
    leaves_behind boolean NOT NULL,
    announced_by  text NOT NULL,
    announced_at  timestamptz NOT NULL
);
SELECT binome_protect_tenant_table('tenant_closing');
SELECT binome_grant_overview('tenant_closing');

CREATE TABLE tenant_limits (
    tenant_id            uuid PRIMARY KEY REFERENCES tenant,
    default_cpu_millis   bigint NOT NULL CHECK (default_cpu_millis > 0),
    default_memory_bytes bigint NOT NULL CHECK (default_memory_bytes > 0),
    default_pids         integer NOT NULL CHECK (default_pids > 0),
    maximum_cpu_millis   bigint NOT NULL CHECK (maximum_cpu_millis >= default_cpu_millis),
    maximum_memory_bytes bigint NOT NULL CHECK (maximum_memory_bytes >= default_memory_bytes),
    maximum_pids         bigint NOT NULL CHECK (maximum_pids >= default_pids),
    maximum_volumes      integer NOT NULL CHECK (maximum_volumes >= 0),
    maximum_replicas     integer NOT NULL CHECK (maximum_replicas > 0),
    first_port           integer NOT NULL CHECK (first_port >= 1024),
    last_port            integer NOT NULL CHECK (last_port <= 65535),
    -- What the contract of this version limits besides; null where it sets no limit.
    agreed_contract      integer NOT NULL DEFAULT 0 CHECK (agreed_contract >= 0),
    maximum_disk_bytes   bigint CHECK (maximum_disk_bytes >= 0),
    maximum_domains      integer CHECK (maximum_domains >= 0),
    CONSTRAINT tenant_limits_ports_apart EXCLUDE USING gist (int4range(first_port, last_port, '[]') WITH &&)
);
SELECT binome_protect_tenant_table('tenant_limits', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_overview('tenant_limits');

-- A member who was removed keeps the row and the name, for the history that speaks of them, and frees the address.
CREATE TABLE member (
    id                   uuid PRIMARY KEY,
    tenant_id            uuid NOT NULL REFERENCES tenant,
    email                text UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
    display_name         text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
    role                 text NOT NULL CHECK (role IN ('READER', 'DEVELOPER', 'LEAD', 'OPERATOR', 'OWNER')),
    password_hash        text,
    must_change_password boolean NOT NULL,
    created_at           timestamptz NOT NULL,
    removed_at           timestamptz,
    UNIQUE (tenant_id, id),
    CHECK ((removed_at IS NULL) = (email IS NOT NULL)),
    CHECK ((removed_at IS NULL) = (password_hash IS NOT NULL))
);
SELECT binome_protect_tenant_table('member', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_signin('member', 'SELECT');
SELECT binome_grant_overview('member', 'id, tenant_id, email, display_name, role, created_at, removed_at');

-- Secrets of all kinds are kept as SHA-256: they are 256 random bits, so nothing slower is needed.
CREATE TABLE access_token (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    title        text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    scopes       text[] NOT NULL CHECK (scopes <@ ARRAY['READ', 'GIT', 'API'] AND cardinality(scopes) > 0),
    secret_hash  text NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX access_token_member ON access_token (tenant_id, member_id);
SELECT binome_protect_tenant_table('access_token', 'SELECT, INSERT, DELETE');
SELECT binome_grant_signin('access_token', 'SELECT, UPDATE (last_used_at)');

CREATE TABLE session (
    secret_hash  text PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX session_member ON session (tenant_id, member_id);
SELECT binome_protect_tenant_table('session', 'SELECT, INSERT, DELETE');
SELECT binome_grant_signin('session', 'SELECT, UPDATE (last_used_at), DELETE');

-- Used, withdrawn and replaced ones are deleted; the ledger keeps what happened.
CREATE TABLE invitation (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenant,
    secret_hash text NOT NULL UNIQUE,
    email       text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    role        text NOT NULL CHECK (role IN ('READER', 'DEVELOPER', 'LEAD', 'OPERATOR', 'OWNER')),
    -- From the other party, and so good for a first lead only.
    from_outside boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    UNIQUE (tenant_id, email)
);
SELECT binome_protect_tenant_table('invitation', 'SELECT, INSERT, DELETE');
SELECT binome_grant_signin('invitation', 'SELECT');

CREATE TABLE password_reset (
    member_id   uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL,
    secret_hash text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
SELECT binome_protect_tenant_table('password_reset', 'SELECT, INSERT, DELETE');
SELECT binome_grant_signin('password_reset', 'SELECT');

-- Attempts since the last success, also for addresses that nobody has: those are answered alike.
CREATE TABLE sign_in_failure (
    subject      text PRIMARY KEY,
    attempts     integer NOT NULL CHECK (attempts >= 0),
    last_at      timestamptz NOT NULL,
    locked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);
SELECT binome_grant_signin('sign_in_failure', 'SELECT, INSERT, UPDATE, DELETE');
