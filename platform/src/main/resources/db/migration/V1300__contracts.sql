-- What provider and tenant agreed, each version for good. The first is the provider's offer: it waits for a lead of the
-- tenant; all later ones came by a change that both sides approved.
CREATE TABLE contract_version (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    number      integer NOT NULL CHECK (number >= 1),
    source      text NOT NULL,
    hash        text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    -- Where the text stands in the repository of what governs; null for an offer that was never written there.
    commit_id   text CHECK (commit_id ~ '^[0-9a-f]{40}$'),
    change_id   uuid,
    since       timestamptz NOT NULL,
    accepted_at timestamptz,
    -- As io.binome.kernel.Actor writes it; null where the approvals of a change say it.
    accepted_by text,
    PRIMARY KEY (tenant_id, number),
    CHECK (number = 1 OR accepted_at IS NOT NULL)
);
SELECT binome_protect_tenant_table('contract_version', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_overview('contract_version');
