-- One log per tenant. What is in it and why: docs/decisions/0005-ledger-leaves.md and 0017-transparency-log.md.

-- Locked by whoever appends, so that a log has neither gap nor fork.
-- The edge: the hashes of the complete subtrees that its Merkle tree consists of, 32 bytes each, the largest first.
CREATE TABLE ledger_head (
    tenant_id    uuid PRIMARY KEY,
    entries      bigint NOT NULL CHECK (entries >= 0),
    chain_hash   text NOT NULL CHECK (chain_hash ~ '^([0-9a-f]{64})?$'),
    edge         bytea NOT NULL,
    checkpointed bigint NOT NULL DEFAULT 0
);
SELECT binome_protect_tenant_table(
    'ledger_head', 'SELECT, INSERT, UPDATE (entries, chain_hash, edge, checkpointed)');
-- Which logs grew since their last checkpoint.
SELECT binome_grant_dispatch('ledger_head', 'SELECT (tenant_id, entries, checkpointed)');

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

-- Complete subtrees of 16 leaves and more; smaller ones are computed from the leaves.
CREATE TABLE ledger_node (
    tenant_id uuid NOT NULL,
    level     smallint NOT NULL CHECK (level >= 4),
    index     bigint NOT NULL CHECK (index >= 0),
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tenant_id, level, index)
);
SELECT binome_protect_tenant_table('ledger_node', 'SELECT, INSERT');

-- The keys that sign a log's checkpoints, one after the other. Checkpoints of at least first_size entries are signed by it.
-- The private key is sealed by whoever keeps secrets.
CREATE TABLE ledger_key (
    tenant_id  uuid NOT NULL,
    generation integer NOT NULL CHECK (generation > 0),
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    sealed     bytea NOT NULL,
    first_size bigint NOT NULL CHECK (first_size >= 0),
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, generation)
);
SELECT binome_protect_tenant_table('ledger_key', 'SELECT, INSERT');

-- Signed tree heads. Text and signature line follow from the columns, so a note is the same whenever it is shown.
CREATE TABLE ledger_checkpoint (
    tenant_id  uuid NOT NULL,
    size       bigint NOT NULL CHECK (size >= 0),
    root       bytea NOT NULL CHECK (octet_length(root) = 32),
    generation integer NOT NULL,
    signature  bytea NOT NULL,
    signed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, size)
);
SELECT binome_protect_tenant_table('ledger_checkpoint', 'SELECT, INSERT');

-- Second parties who may co-sign a tenant's checkpoints.
CREATE TABLE ledger_cosigner (
    tenant_id  uuid NOT NULL,
    key        text NOT NULL,
    added_by   text NOT NULL,
    added_at   timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, key)
);
SELECT binome_protect_tenant_table('ledger_cosigner', 'SELECT, INSERT, UPDATE (added_by, added_at, removed_at)');

CREATE TABLE ledger_cosignature (
    tenant_id uuid NOT NULL,
    size      bigint NOT NULL,
    key       text NOT NULL,
    signature bytea NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, size, key),
    FOREIGN KEY (tenant_id, size) REFERENCES ledger_checkpoint (tenant_id, size),
    FOREIGN KEY (tenant_id, key) REFERENCES ledger_cosigner (tenant_id, key)
);
SELECT binome_protect_tenant_table('ledger_cosignature', 'SELECT, INSERT');
