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

-- What took effect last of a stack of documents, so that an apply that was killed after that does not do it again.
CREATE TABLE document_stack (
    tenant_id uuid NOT NULL REFERENCES tenant,
    stack_id  uuid NOT NULL REFERENCES stack,
    commit_id text NOT NULL CHECK (commit_id ~ '^[0-9a-f]{40}$'),
    plan_hash text NOT NULL CHECK (plan_hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (tenant_id, stack_id)
);
SELECT binome_protect_tenant_table('document_stack', 'SELECT, INSERT, UPDATE');
