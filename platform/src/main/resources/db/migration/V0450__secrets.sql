-- Before all that keeps sealed values. What is sealed how: docs/decisions/0008-sealing-below-sites.md.

-- A tenant's data keys, each wrapped by the master key, which is never in the database. The highest generation seals;
-- the others still open. A master key is named by its public id, or by where Vault keeps it. What a key that was given up for
-- lost had wrapped stays: should it turn up again, it opens again. No reference to tenant: a key is made on a connection of its own while the caller's transaction
-- may hold the tenant's row.
CREATE TABLE tenant_key (
    tenant_id  uuid NOT NULL,
    generation integer NOT NULL CHECK (generation > 0),
    master_key text NOT NULL CHECK (master_key ~ '^([0-9a-f]{16}|vault:[A-Za-z0-9._/-]{1,250})$'),
    wrapped    bytea NOT NULL,
    created_at timestamptz NOT NULL,
    lost_at    timestamptz,
    PRIMARY KEY (tenant_id, generation)
);
SELECT binome_protect_tenant_table('tenant_key', 'SELECT, INSERT');

CREATE TABLE registry_login (
    tenant_id       uuid NOT NULL REFERENCES tenant,
    registry        text NOT NULL,
    user_name       text NOT NULL,
    password_sealed bytea NOT NULL,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, registry)
);
SELECT binome_protect_tenant_table('registry_login');
