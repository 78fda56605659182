-- Secrets that tenants keep here, and their connections to Vault.

-- newest is the last version ever put: numbers are never used again, so that name@3 means the same value for ever, also
-- after the secret was removed and put anew.
CREATE TABLE secret (
    tenant_id  uuid NOT NULL REFERENCES tenant,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    newest     integer NOT NULL CHECK (newest > 0),
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, name)
);
SELECT binome_protect_tenant_table('secret', 'SELECT, INSERT, UPDATE');

-- environments: where this version may be used; none means in all. Of the version, so that nobody opens an older value to
-- another environment by putting a new one. sealed is null once the secret was removed: who put it, and when, stays.
CREATE TABLE secret_version (
    tenant_id    uuid NOT NULL,
    name         text NOT NULL,
    version      integer NOT NULL CHECK (version > 0),
    environments text[] NOT NULL,
    sealed       bytea,
    put_by       text NOT NULL,
    put_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name, version),
    FOREIGN KEY (tenant_id, name) REFERENCES secret
);
SELECT binome_protect_tenant_table('secret_version', 'SELECT, INSERT, UPDATE (sealed)');

-- To which stack a secret was lent last. No reference to the stack: it may be gone, and the secret was lent all the same.
CREATE TABLE secret_use (
    tenant_id   uuid NOT NULL,
    name        text NOT NULL,
    stack_id    uuid NOT NULL,
    version     integer NOT NULL,
    environment text NOT NULL,
    lent_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name, stack_id),
    FOREIGN KEY (tenant_id, name) REFERENCES secret
);
SELECT binome_protect_tenant_table('secret_use');

-- environment is '' where the connection is for all environments that have none of their own. credential_sealed is the
-- secret-id of an AppRole or a JWT. authority holds certificates in PEM, null for the system's.
CREATE TABLE vault_connection (
    tenant_id         uuid NOT NULL REFERENCES tenant,
    environment       text NOT NULL,
    address           text NOT NULL,
    namespace         text,
    authority         text,
    login             text NOT NULL CHECK (login IN ('APPROLE', 'JWT')),
    login_mount       text NOT NULL,
    role              text NOT NULL,
    credential_sealed bytea NOT NULL,
    changed_by        text NOT NULL,
    changed_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, environment)
);
SELECT binome_protect_tenant_table('vault_connection');

-- A login at Vault under which database users were made, with their leases: whoever borrowed gives them back, or, once
-- held_until has passed because that server is gone, any other. By the database's clock.
CREATE TABLE vault_borrowing (
    tenant_id    uuid NOT NULL REFERENCES tenant,
    id           uuid NOT NULL,
    environment  text NOT NULL,
    address      text NOT NULL,
    token_sealed bytea NOT NULL,
    leases       text[] NOT NULL,
    held_until   timestamptz NOT NULL,
    borrowed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX vault_borrowing_held ON vault_borrowing (held_until);
SELECT binome_protect_tenant_table('vault_borrowing');
SELECT binome_grant_dispatch('vault_borrowing', 'SELECT');
