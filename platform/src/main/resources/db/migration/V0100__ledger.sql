-- One log per tenant. What is in it and why: docs/decisions/0005-ledger-leaves.md.

-- Locked by whoever appends, so that a log has neither gap nor fork.
CREATE TABLE ledger_head (
    tenant_id  uuid PRIMARY KEY,
    entries    bigint NOT NULL CHECK (entries >= 0),
    chain_hash text NOT NULL CHECK (chain_hash ~ '^([0-9a-f]{64})?$')
);
SELECT binome_protect_tenant_table('ledger_head', 'SELECT, INSERT, UPDATE (entries, chain_hash)');

-- Never changed, never deleted: no role that serves requests is granted it.
-- The leaf is text, not jsonb: its bytes are what was hashed. The columns beside it are for searching only.
CREATE TABLE ledger_leaf (
    tenant_id  uuid NOT NULL,
    index      bigint NOT NULL CHECK (index >= 0),
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    kind       text NOT NULL,
    subject    text NOT NULL,
    leaf       text NOT NULL,
    leaf_hash  text NOT NULL CHECK (leaf_hash ~ '^[0-9a-f]{64}$'),
    chain_hash text NOT NULL CHECK (chain_hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (tenant_id, index)
);
CREATE INDEX ledger_leaf_kind ON ledger_leaf (tenant_id, kind, index DESC);
CREATE INDEX ledger_leaf_subject ON ledger_leaf (tenant_id, subject, index DESC);
SELECT binome_protect_tenant_table('ledger_leaf', 'SELECT, INSERT');
