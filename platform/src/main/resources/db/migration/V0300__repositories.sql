-- Hosted Git: what a Git server keeps in files is kept in these rows.
-- Why: docs/decisions/0007-git-in-postgresql.md.

CREATE TABLE repository (
    id             uuid        PRIMARY KEY,
    tenant_id      uuid        NOT NULL,
    name           text        NOT NULL,
    default_branch text        NOT NULL,
    created_at     timestamptz NOT NULL,
    archived_at    timestamptz,
    UNIQUE (tenant_id, name)
);
SELECT binome_protect_tenant_table('repository', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch('repository', 'SELECT');

-- Branches and tags, by full name. A row moves by compare-and-set in the transaction of the step that moves it.
CREATE TABLE repository_ref (
    repository_id uuid        NOT NULL REFERENCES repository,
    name          text        NOT NULL COLLATE "C",
    tenant_id     uuid        NOT NULL,
    object        text        NOT NULL CHECK (object ~ '^[0-9a-f]{40}$'),
    peeled        text        CHECK (peeled ~ '^[0-9a-f]{40}$'), -- what an annotated tag stands for
    moved_at      timestamptz NOT NULL,
    PRIMARY KEY (repository_id, name)
);
SELECT binome_protect_tenant_table('repository_ref');

-- Commits that no ref leads to and that garbage collection must leave: merges that were planned, heads that were pushed over.
CREATE TABLE repository_kept_commit (
    repository_id uuid        NOT NULL REFERENCES repository,
    object        text        NOT NULL CHECK (object ~ '^[0-9a-f]{40}$'),
    tenant_id     uuid        NOT NULL,
    kept_at       timestamptz NOT NULL,
    PRIMARY KEY (repository_id, object)
);
SELECT binome_protect_tenant_table('repository_kept_commit');

-- A Git pack and its indexes. WRITING until its last byte is there; REPLACED when a better pack holds its objects, and
-- removed once nobody can be reading it any more.
CREATE TABLE repository_pack (
    id            uuid        PRIMARY KEY,
    repository_id uuid        NOT NULL REFERENCES repository,
    tenant_id     uuid        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('WRITING', 'STORED', 'REPLACED')),
    source        text        NOT NULL, -- JGit's PackSource
    changed_at    timestamptz NOT NULL, -- when it came into its state
    object_count  bigint      NOT NULL,
    delta_count   bigint      NOT NULL,
    extensions    text[]      NOT NULL, -- of its files: pack, idx, bitmap, …
    sizes         bigint[]    NOT NULL, -- of the same files, in bytes
    CHECK (cardinality(extensions) = cardinality(sizes))
);
CREATE INDEX repository_pack_of_repository ON repository_pack (repository_id) WHERE state = 'STORED';
CREATE INDEX repository_pack_to_remove ON repository_pack (changed_at) WHERE state <> 'STORED';
SELECT binome_protect_tenant_table('repository_pack');
SELECT binome_grant_dispatch('repository_pack', 'SELECT');

-- The files of packs, in pieces of 256 KiB (the last one shorter). Packs are compressed already, hence EXTERNAL.
CREATE TABLE repository_pack_chunk (
    pack_id   uuid    NOT NULL REFERENCES repository_pack ON DELETE CASCADE,
    extension text    NOT NULL,
    number    integer NOT NULL,
    tenant_id uuid    NOT NULL,
    data      bytea   NOT NULL,
    PRIMARY KEY (pack_id, extension, number)
);
ALTER TABLE repository_pack_chunk ALTER COLUMN data SET STORAGE EXTERNAL;
SELECT binome_protect_tenant_table('repository_pack_chunk', 'SELECT, INSERT, DELETE');
