-- The change and all that hangs on it. States are the names of io.binome.changes.ChangeState.

-- Human numbers, per repository and without gaps; the row is locked by whoever opens a change.
CREATE TABLE change_counter (
    repository_id uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL,
    last          int NOT NULL CHECK (last >= 0)
);
SELECT binome_protect_tenant_table('change_counter', 'SELECT, INSERT, UPDATE (last)');

CREATE TABLE change (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL,
    repository_id uuid NOT NULL,
    number        int NOT NULL CHECK (number > 0),
    title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    -- Whether somebody chose the title; else it follows the first commit's subject.
    title_given   boolean NOT NULL,
    description   text NOT NULL CHECK (length(description) <= 20000),
    branch        text NOT NULL,
    head          text NOT NULL,
    base          text,
    merge         text,
    state         text NOT NULL,
    -- Reason or files of the state, and findings that belong to no stack.
    state_detail  jsonb NOT NULL,
    draft         boolean NOT NULL,
    -- Some of its stacks are applied; the rest was planned anew and waits for people.
    half_applied  boolean NOT NULL DEFAULT false,
    -- The head whose code somebody who pushed nothing of it lets plan with secrets that the target does not give it.
    trusted_head  text,
    opener        text NOT NULL,
    authors       jsonb NOT NULL,
    undoes        uuid REFERENCES change,
    review_due    boolean NOT NULL,
    -- Applied without an approval as soon as it is planned: a change that goes back.
    going_back    boolean NOT NULL,
    summary       jsonb NOT NULL,
    diff_hash     text NOT NULL,
    fingerprint   text NOT NULL,
    -- The plans of this round are the present ones; rises with each planning.
    round         bigint NOT NULL,
    approvals     int NOT NULL CHECK (approvals >= 0),
    rejected_by   text,
    -- The highest of its plans; approvals that were missing and findings that blocked when that was counted last.
    risk          text CHECK (risk IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    unmet         jsonb NOT NULL,
    blocking      int NOT NULL CHECK (blocking >= 0),
    -- Who left out what is asked for, why, when, and of which plan.
    overridden    jsonb,
    -- To which addresses its plans are limited, who said so, why, when, and for which head.
    limited       jsonb,
    -- Who pushed last; whether its apply goes on after it failed.
    pusher        text,
    retried       boolean NOT NULL DEFAULT false,
    apply_job     uuid,
    revision      bigint NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    merged_at     timestamptz,
    UNIQUE (repository_id, number)
);
CREATE UNIQUE INDEX change_branch ON change (repository_id, branch)
    WHERE state NOT IN ('merged', 'went-back', 'closed');
CREATE INDEX change_tenant ON change (tenant_id, id DESC);
CREATE INDEX change_unfinished ON change (state) WHERE state NOT IN ('merged', 'went-back', 'closed');
SELECT binome_protect_tenant_table('change', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_overview('change');
SELECT binome_grant_dispatch('change', 'SELECT');

CREATE TABLE change_plan (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL,
    change_id     uuid NOT NULL REFERENCES change,
    round         bigint NOT NULL,
    stack_id      uuid NOT NULL,
    declaration   jsonb NOT NULL,
    removed       boolean NOT NULL,
    moved_from    text,
    plan          jsonb,
    hash          text NOT NULL,
    live_revision text NOT NULL,
    depends_on    jsonb NOT NULL,
    findings      jsonb NOT NULL,
    failure       text,
    -- Outputs of other stacks that it rests on and that are not applied yet.
    awaits        jsonb NOT NULL,
    run_id        uuid NOT NULL,
    planned_at    timestamptz NOT NULL,
    UNIQUE (change_id, round, stack_id)
);
CREATE INDEX change_plan_stack ON change_plan (stack_id, planned_at DESC);
SELECT binome_protect_tenant_table('change_plan', 'SELECT, INSERT');

-- What contract, guidelines, prices and budgets said of the plans of a round.
CREATE TABLE change_judgement (
    change_id uuid NOT NULL REFERENCES change,
    round     bigint NOT NULL,
    tenant_id uuid NOT NULL,
    -- A round is judged when it is planned and once more before it is applied.
    at        timestamptz NOT NULL,
    judgement jsonb NOT NULL,
    PRIMARY KEY (change_id, round, at)
);
SELECT binome_protect_tenant_table('change_judgement', 'SELECT, INSERT');

-- Who pushed a commit first.
CREATE TABLE change_commit (
    repository_id uuid NOT NULL,
    commit        text NOT NULL,
    tenant_id     uuid NOT NULL,
    pusher        text NOT NULL,
    PRIMARY KEY (repository_id, commit)
);
SELECT binome_protect_tenant_table('change_commit', 'SELECT, INSERT');

-- What an engine needs to carry out exactly this plan, sealed. Gone with the plan's use.
CREATE TABLE change_plan_artifact (
    plan_id   uuid PRIMARY KEY REFERENCES change_plan,
    tenant_id uuid NOT NULL,
    change_id uuid NOT NULL REFERENCES change,
    sealed    bytea NOT NULL
);
CREATE INDEX change_plan_artifact_change ON change_plan_artifact (change_id);
SELECT binome_protect_tenant_table('change_plan_artifact', 'SELECT, INSERT, DELETE');

CREATE TABLE review (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    change_id       uuid NOT NULL REFERENCES change,
    reviewer        text NOT NULL,
    vote            text NOT NULL CHECK (vote IN ('APPROVED', 'REJECTED', 'WITHDRAWN')),
    note            text,
    fingerprint     text NOT NULL,
    -- The reviewer's latest vote; older ones stay as history.
    latest          boolean NOT NULL,
    dropped_because text,
    at              timestamptz NOT NULL
);
CREATE INDEX review_change ON review (change_id, at);
CREATE UNIQUE INDEX review_latest ON review (change_id, reviewer) WHERE latest;
SELECT binome_protect_tenant_table('review', 'SELECT, INSERT, UPDATE (latest, dropped_because)');

-- Comments and steps, in the order in which they happened.
CREATE TABLE change_activity (
    id        uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    change_id uuid NOT NULL REFERENCES change,
    at        timestamptz NOT NULL,
    actor     text NOT NULL,
    kind      text NOT NULL,
    text      text NOT NULL,
    detail    jsonb NOT NULL,
    run_id    uuid
);
CREATE INDEX change_activity_change ON change_activity (change_id, id);
SELECT binome_protect_tenant_table('change_activity', 'SELECT, INSERT');

-- The queues of the stacks: a change enters all of its stacks' queues at once and leaves them at once.
CREATE TABLE stack_claim (
    stack_id  uuid NOT NULL,
    change_id uuid NOT NULL REFERENCES change,
    tenant_id uuid NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (stack_id, change_id)
);
CREATE SEQUENCE stack_claim_position;
GRANT USAGE ON SEQUENCE stack_claim_position TO binome_app;
CREATE INDEX stack_claim_change ON stack_claim (change_id);
SELECT binome_protect_tenant_table('stack_claim', 'SELECT, INSERT, DELETE');
