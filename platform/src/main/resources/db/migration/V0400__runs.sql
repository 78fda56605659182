-- Durable jobs under leases, and the runs that engines make, with their logs.

-- A job is WAITING (for its time, its key or a free place), RUNNING (held, or between two holders), or has ended.
-- runner is null while nobody holds it; heartbeat_at is by the database's clock, so that no replica's clock matters.
CREATE TABLE job (
    id               uuid PRIMARY KEY,
    tenant_id        uuid NOT NULL REFERENCES tenant,
    kind             text NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
    key              text CHECK (length(key) BETWEEN 1 AND 300),
    payload          jsonb NOT NULL,
    state            text NOT NULL CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    not_before       timestamptz NOT NULL,
    reason           text,
    attempt          integer NOT NULL,
    -- Takings in a row that ended by accident: the runner went silent, or something outside did not answer.
    accidents        integer NOT NULL,
    epoch            bigint NOT NULL,
    runner           uuid,
    heartbeat_at     timestamptz,
    cancel_requested boolean NOT NULL,
    created_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    CHECK ((state IN ('WAITING', 'RUNNING')) = (ended_at IS NULL)),
    CHECK (state = 'RUNNING' OR runner IS NULL)
);
-- Jobs of two kinds under one key may both wait; only one of them runs.
CREATE UNIQUE INDEX job_one_waits ON job (tenant_id, key, kind) WHERE state = 'WAITING' AND key IS NOT NULL;
CREATE UNIQUE INDEX job_one_runs ON job (tenant_id, key) WHERE state = 'RUNNING' AND key IS NOT NULL;
CREATE INDEX job_due ON job (tenant_id, not_before, id) WHERE state = 'WAITING';
CREATE INDEX job_held ON job (heartbeat_at) WHERE state = 'RUNNING';
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
SELECT binome_protect_tenant_table('job', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch(
    'job',
    'SELECT, DELETE, UPDATE (state, reason, attempt, accidents, epoch, runner, heartbeat_at, ended_at, not_before)');

-- job_id is null for a run made outside any job; change_id for one that is for no change.
CREATE TABLE run (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenant,
    kind       text NOT NULL CHECK (kind IN ('PLAN', 'APPLY', 'GO_BACK', 'DRIFT')),
    change_id  uuid,
    stack_id   uuid,
    job_id     uuid,
    state      text NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    actor      text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    reason     text,
    CHECK ((state = 'RUNNING') = (ended_at IS NULL)),
    CHECK ((kind = 'DRIFT') = (change_id IS NULL)),
    UNIQUE (tenant_id, id)
);
CREATE INDEX run_of_change ON run (tenant_id, change_id, id DESC);
CREATE INDEX run_going_on ON run (job_id) WHERE state = 'RUNNING';
SELECT binome_protect_tenant_table('run', 'SELECT, INSERT, DELETE, UPDATE (state, ended_at, reason)');
-- What was done for a change stays as long as the change does; of looks for drift there would be no end.
CREATE POLICY only_looks_are_forgotten ON run AS RESTRICTIVE FOR DELETE TO binome_app
    USING (kind = 'DRIFT' AND state <> 'RUNNING');
-- For forgetting them.
CREATE INDEX run_of_drift ON run (tenant_id, stack_id, id DESC) WHERE kind = 'DRIFT';
SELECT binome_grant_dispatch('run', 'SELECT, UPDATE (state, ended_at, reason)');

-- Whole lines, at most 16 KiB; start_offset counts bytes of UTF-8 from the log's beginning.
CREATE TABLE run_log_chunk (
    tenant_id    uuid NOT NULL,
    run_id       uuid NOT NULL,
    start_offset bigint NOT NULL CHECK (start_offset >= 0),
    text         text NOT NULL,
    PRIMARY KEY (run_id, start_offset),
    FOREIGN KEY (tenant_id, run_id) REFERENCES run (tenant_id, id) ON DELETE CASCADE
);
SELECT binome_protect_tenant_table('run_log_chunk', 'SELECT, INSERT');
