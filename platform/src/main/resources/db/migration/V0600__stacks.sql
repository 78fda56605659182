-- Stacks: known by repository and name for good, so that what was detached from one can be attached to it again.
CREATE TABLE stack (
    id                  uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL REFERENCES tenant,
    repository_id       uuid NOT NULL,
    name                text NOT NULL,
    declaration         jsonb NOT NULL,
    applied_commit      text CHECK (applied_commit ~ '^[0-9a-f]{40}$'),
    partial_commit      text CHECK (partial_commit ~ '^[0-9a-f]{40}$'),
    -- Null without a partial apply.
    partial_declaration jsonb CHECK (partial_declaration IS NULL OR partial_commit IS NOT NULL),
    UNIQUE (tenant_id, repository_id, name)
);
SELECT binome_protect_tenant_table('stack', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch('stack', 'SELECT');
SELECT binome_grant_overview('stack');
