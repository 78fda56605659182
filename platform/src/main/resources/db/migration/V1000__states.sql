-- The states of OpenTofu and Terraform stacks. Bodies are compressed, then sealed, in pieces.

-- A version without its body. Serials of one lineage rise; after a deletion another lineage may begin anew.
CREATE TABLE state_version (
    id                uuid PRIMARY KEY,
    tenant_id         uuid NOT NULL REFERENCES tenant,
    stack_id          uuid NOT NULL REFERENCES stack,
    workspace         text NOT NULL,
    serial            bigint NOT NULL CHECK (serial >= 0),
    lineage           text NOT NULL CHECK (length(lineage) BETWEEN 1 AND 200),
    terraform_version text NOT NULL CHECK (length(terraform_version) <= 100),
    size_bytes        bigint NOT NULL CHECK (size_bytes > 0),
    sha256            text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    md5               text NOT NULL,
    -- By OpenTofu, before it was sent.
    encrypted         boolean NOT NULL,
    created_at        timestamptz NOT NULL,
    actor             text NOT NULL,
    run_id            uuid,
    change_id         uuid,
    -- Under which it was written; null without a lock.
    lock_id           text,
    origin            text NOT NULL CHECK (origin IN ('WRITTEN', 'IMPORTED', 'BY_HAND', 'ROLLED_BACK', 'RESOURCE_REMOVED')),
    -- The version rolled back to, which may be gone since.
    source_id         uuid,
    removed           text,
    CHECK ((origin = 'ROLLED_BACK') = (source_id IS NOT NULL)),
    CHECK ((origin = 'RESOURCE_REMOVED') = (removed IS NOT NULL))
);
CREATE INDEX state_version_of ON state_version (tenant_id, stack_id, workspace, id DESC);
CREATE INDEX state_version_serial ON state_version (tenant_id, stack_id, workspace, serial, id DESC);
SELECT binome_protect_tenant_table('state_version', 'SELECT, INSERT, DELETE');

-- Pieces of a body. Those of a large body come before their version; what is left of an upload that was cut off goes
-- after a day.
CREATE TABLE state_chunk (
    tenant_id  uuid NOT NULL,
    version_id uuid NOT NULL,
    position   int NOT NULL CHECK (position >= 0),
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (version_id, position)
);
CREATE INDEX state_chunk_created ON state_chunk (tenant_id, created_at);
SELECT binome_protect_tenant_table('state_chunk', 'SELECT, INSERT, DELETE');

-- One row for each workspace: which version counts, and who holds the lock. Both in one row, so that taking the lock and
-- writing a version wait for each other.
CREATE TABLE state (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    stack_id    uuid NOT NULL REFERENCES stack,
    workspace   text NOT NULL,
    version_id  uuid REFERENCES state_version,
    lock_id     text CHECK (length(lock_id) BETWEEN 1 AND 200),
    -- As the client gave it, to the letter.
    lock_info   text CHECK (length(lock_info) <= 16384),
    lock_holder text,
    lock_actor  text,
    lock_run    uuid,
    locked_at   timestamptz,
    PRIMARY KEY (tenant_id, stack_id, workspace),
    CHECK (num_nonnulls(lock_id, lock_info, lock_holder, lock_actor, locked_at) IN (0, 5)),
    CHECK (lock_run IS NULL OR lock_id IS NOT NULL)
);
CREATE INDEX state_lock_run ON state (lock_run) WHERE lock_run IS NOT NULL;
SELECT binome_protect_tenant_table('state', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch('state', 'SELECT');

-- What runs show at the state backend. Passwords are random, so a fast hash without salt is enough.
CREATE TABLE state_credential (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL,
    stack_id      uuid NOT NULL REFERENCES stack,
    workspace     text NOT NULL,
    run_id        uuid NOT NULL,
    -- Null for a run that is for no change.
    change_id     uuid,
    -- For whom it runs.
    actor         text NOT NULL,
    access        text NOT NULL CHECK (access IN ('READ', 'WRITE')),
    password_hash text NOT NULL,
    issued_at     timestamptz NOT NULL,
    ended_at      timestamptz,
    FOREIGN KEY (tenant_id, run_id) REFERENCES run (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX state_credential_run ON state_credential (run_id) WHERE ended_at IS NULL;
SELECT binome_protect_tenant_table('state_credential', 'SELECT, INSERT, UPDATE (ended_at)');
SELECT binome_grant_dispatch('state_credential', 'SELECT');

-- While one is open, that person writes that state by hand.
CREATE TABLE state_break_glass (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenant,
    stack_id   uuid NOT NULL REFERENCES stack,
    workspace  text NOT NULL,
    actor      text NOT NULL,
    reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    opened_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > opened_at),
    closed_at  timestamptz,
    -- Null while it is open, and where its time was over.
    closed_by  text,
    writes     int NOT NULL DEFAULT 0 CHECK (writes >= 0),
    CHECK (closed_by IS NULL OR closed_at IS NOT NULL)
);
CREATE UNIQUE INDEX state_break_glass_open
    ON state_break_glass (tenant_id, stack_id, workspace, actor) WHERE closed_at IS NULL;
CREATE INDEX state_break_glass_newest ON state_break_glass (tenant_id, id DESC);
SELECT binome_protect_tenant_table('state_break_glass', 'SELECT, INSERT, UPDATE (closed_at, closed_by, writes)');
SELECT binome_grant_dispatch('state_break_glass', 'SELECT');
