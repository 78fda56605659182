-- What runs, as it was applied: the record that planning compares with, and that healing goes back to.

-- Where a stack runs. Its revision rises with each recorded change; healing keeps away while an apply holds the stack.
-- What it claims counts against the tenant's limits: what its commit asks for, and while an apply moves it to another
-- one, or has left it half-way, the larger of both.
CREATE TABLE workload_stack (
    stack_id             uuid PRIMARY KEY,
    tenant_id            uuid NOT NULL REFERENCES tenant,
    site_id              uuid NOT NULL,
    host_id              uuid NOT NULL,
    name                 text NOT NULL,
    revision             bigint NOT NULL CHECK (revision >= 0),
    applying_until       timestamptz,
    claimed_cpu_millis   bigint NOT NULL CHECK (claimed_cpu_millis >= 0),
    claimed_memory_bytes bigint NOT NULL CHECK (claimed_memory_bytes >= 0),
    claimed_pids         bigint NOT NULL CHECK (claimed_pids >= 0),
    claimed_volumes      integer NOT NULL CHECK (claimed_volumes >= 0),
    claimed_disk_bytes   bigint NOT NULL CHECK (claimed_disk_bytes >= 0),
    claimed_domains      integer NOT NULL CHECK (claimed_domains >= 0),
    UNIQUE (tenant_id, stack_id)
);
CREATE INDEX workload_stack_host ON workload_stack (host_id);
SELECT binome_protect_tenant_table('workload_stack');
SELECT binome_grant_dispatch('workload_stack', 'SELECT');

-- A service. It is wanted as its revision says; while an apply is at work, the target is what it is moved to.
CREATE TABLE workload (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    stack_id        uuid NOT NULL,
    service         text NOT NULL,
    revision_id     uuid,
    target_id       uuid,
    wanted_replicas integer NOT NULL CHECK (wanted_replicas >= 0),
    UNIQUE (tenant_id, id),
    UNIQUE (stack_id, service),
    FOREIGN KEY (tenant_id, stack_id) REFERENCES workload_stack (tenant_id, stack_id)
);
SELECT binome_protect_tenant_table('workload');

-- All that is needed to make a container of the service again. The specification is sealed: it holds secrets.
CREATE TABLE workload_revision (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    workload_id  uuid NOT NULL,
    commit       text NOT NULL,
    fingerprint  text NOT NULL,
    attributes   jsonb NOT NULL,
    sealed_spec  bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, workload_id) REFERENCES workload (tenant_id, id)
);
CREATE INDEX workload_revision_workload ON workload_revision (tenant_id, workload_id);
SELECT binome_protect_tenant_table('workload_revision');

-- A container, written before it is created: its id gives the container its name, so that none is made twice or lost.
CREATE TABLE replica (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    stack_id     uuid NOT NULL,
    workload_id  uuid NOT NULL,
    revision_id  uuid NOT NULL,
    host_id      uuid NOT NULL,
    ordinal      integer NOT NULL CHECK (ordinal >= 1),
    state        text NOT NULL CHECK (state IN ('PLANNED', 'STARTED', 'READY', 'COMPLETED', 'RETIRING')),
    container_id text,
    baseline     jsonb,
    restarts     integer NOT NULL,
    failures     integer NOT NULL,
    retry_at     timestamptz,
    started_at   timestamptz,
    last_log     text,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, workload_id) REFERENCES workload (tenant_id, id),
    FOREIGN KEY (tenant_id, revision_id) REFERENCES workload_revision (tenant_id, id)
);
CREATE INDEX replica_workload ON replica (tenant_id, workload_id);
CREATE INDEX replica_stack ON replica (tenant_id, stack_id);
CREATE INDEX replica_container ON replica (host_id, container_id);
SELECT binome_protect_tenant_table('replica');
SELECT binome_grant_dispatch('replica', 'SELECT');

-- A container that is no longer as it was applied, with both sides of the difference.
CREATE TABLE workload_drift (
    replica_id uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    since      timestamptz NOT NULL,
    applied    jsonb NOT NULL,
    live       jsonb NOT NULL,
    FOREIGN KEY (tenant_id, replica_id) REFERENCES replica (tenant_id, id) ON DELETE CASCADE
);
SELECT binome_protect_tenant_table('workload_drift');

-- A volume outlives its service and its stack: detached ones are kept for 30 days, then destroyed by the sweeper alone.
CREATE TABLE stack_volume (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL REFERENCES tenant,
    stack_id     uuid NOT NULL,
    host_id      uuid NOT NULL,
    name         text NOT NULL,
    commit       text NOT NULL,
    created_at   timestamptz NOT NULL,
    detached_at  timestamptz,
    -- For how long it has been kept since it was detached, counted by and by: a clock that jumps makes it no older.
    kept_seconds bigint NOT NULL DEFAULT 0,
    counted_at   timestamptz,
    destroyed_at timestamptz,
    -- What its file says it may hold, and what it was last measured to hold.
    size_bytes   bigint CHECK (size_bytes > 0),
    used_bytes   bigint CHECK (used_bytes >= 0),
    measured_at  timestamptz,
    CHECK ((used_bytes IS NULL) = (measured_at IS NULL)),
    CHECK (destroyed_at IS NULL OR detached_at IS NOT NULL),
    CHECK (detached_at IS NULL OR counted_at IS NOT NULL)
);
CREATE UNIQUE INDEX stack_volume_attached ON stack_volume (stack_id, name) WHERE detached_at IS NULL;
-- What a host's volumes hold is asked for by each report of its agent.
CREATE INDEX stack_volume_host ON stack_volume (host_id) WHERE destroyed_at IS NULL;
SELECT binome_protect_tenant_table('stack_volume', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch('stack_volume', 'SELECT');

CREATE TABLE stack_network (
    id        uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    stack_id  uuid NOT NULL,
    host_id   uuid NOT NULL,
    name      text NOT NULL,
    host_name text NOT NULL UNIQUE,
    internal  boolean NOT NULL,
    commit    text NOT NULL,
    -- One that another takes the place of, until the last container has left it.
    leaving   boolean NOT NULL
);
CREATE UNIQUE INDEX stack_network_present ON stack_network (stack_id, name) WHERE NOT leaving;
SELECT binome_protect_tenant_table('stack_network');

-- What was built once is not built again: the key is a hash of everything that went in.
CREATE TABLE image_build (
    tenant_id uuid NOT NULL REFERENCES tenant,
    host_id   uuid NOT NULL,
    key       text NOT NULL,
    image_id  text NOT NULL,
    built_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, host_id, key)
);
SELECT binome_protect_tenant_table('image_build');

-- Images that nothing needs, and for how long: counted by and by, so that a clock that jumps makes none older.
CREATE TABLE unused_image (
    host_id        uuid NOT NULL,
    image_id       text NOT NULL CHECK (image_id ~ '^sha256:[0-9a-f]{64}$'),
    unused_seconds bigint NOT NULL CHECK (unused_seconds >= 0),
    counted_at     timestamptz NOT NULL,
    PRIMARY KEY (host_id, image_id)
);
SELECT binome_grant_dispatch('unused_image', 'SELECT, INSERT, UPDATE, DELETE');

-- Rises with whatever a page about the tenant's workloads would show differently.
CREATE TABLE workload_signal (
    tenant_id uuid PRIMARY KEY REFERENCES tenant,
    counter   bigint NOT NULL
);
SELECT binome_protect_tenant_table('workload_signal');

-- Which server heals a host; one that went silent loses it within seconds.
CREATE TABLE host_keeper (
    host_id uuid PRIMARY KEY,
    holder  uuid NOT NULL,
    until   timestamptz NOT NULL
);
SELECT binome_grant_dispatch('host_keeper', 'SELECT, INSERT, UPDATE, DELETE');

-- Who may use which image of those that hosts keep for all tenants; an owner of NULL is everybody. The column is no
-- tenant_id: the question is always asked over all tenants, and no tenant's own role may ask it.
CREATE TABLE image_owner (
    digest text NOT NULL CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
    owner  uuid REFERENCES tenant,
    UNIQUE NULLS NOT DISTINCT (digest, owner)
);
CREATE INDEX image_owner_owner ON image_owner (owner) WHERE owner IS NOT NULL;
SELECT binome_grant_dispatch('image_owner', 'SELECT, INSERT');
