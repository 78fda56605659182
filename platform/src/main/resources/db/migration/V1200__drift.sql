-- What the last look at each stack found. Engines that watch all the time are recorded here as well, so that what is drifted
-- is one list, and so that it is noticed when that begins and ends.

-- looked_commit is the commit it was compared with: after another apply, what was found then says little. asked_at is set
-- while a look is to be made or under way, begun_at while it is under way. found is a plan that has nothing but drift; since holds, by address, when that of
-- each resource was noticed first.
CREATE TABLE stack_drift (
    tenant_id     uuid NOT NULL REFERENCES tenant,
    stack_id      uuid NOT NULL REFERENCES stack,
    noticed_at    timestamptz NOT NULL,
    looked_at     timestamptz,
    looked_commit text CHECK (looked_commit ~ '^[0-9a-f]{40}$'),
    run_id        uuid,
    asked_at      timestamptz,
    begun_at      timestamptz,
    failure       text,
    watched       boolean NOT NULL,
    drifted_since timestamptz,
    found         jsonb,
    since         jsonb,
    PRIMARY KEY (tenant_id, stack_id),
    CHECK ((looked_at IS NULL) = (looked_commit IS NULL)),
    CHECK (num_nonnulls(drifted_since, found, since) IN (0, 3))
);
CREATE INDEX stack_drift_drifted ON stack_drift (tenant_id, stack_id) WHERE drifted_since IS NOT NULL;
SELECT binome_protect_tenant_table('stack_drift', 'SELECT, INSERT, UPDATE');

-- What each look found, for as long as its run is kept.
CREATE TABLE drift_look (
    tenant_id uuid NOT NULL,
    run_id    uuid NOT NULL,
    stack_id  uuid NOT NULL,
    looked_at timestamptz NOT NULL,
    found     integer NOT NULL CHECK (found >= 0),
    PRIMARY KEY (tenant_id, run_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES run (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX drift_look_found ON drift_look (tenant_id, looked_at) WHERE found > 0;
SELECT binome_protect_tenant_table('drift_look', 'SELECT, INSERT');
