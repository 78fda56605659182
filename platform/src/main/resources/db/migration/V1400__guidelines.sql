-- Rules and exemptions as they took effect: each version of the files, the newest in force. The provider's rows hold for
-- every tenant; they are read in a transaction of the provider's.

-- files is the text of each file by its path in the repository; none at all when the stack was removed. Kept for ever:
-- a decision names the fingerprint of the rules under which it was taken.
CREATE TABLE guideline_version (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    kind        text NOT NULL CHECK (kind IN ('GUIDELINES', 'EXEMPTIONS')),
    number      integer NOT NULL CHECK (number > 0),
    commit      text NOT NULL CHECK (commit ~ '^[0-9a-f]{40}$'),
    change_id   uuid,
    files       jsonb NOT NULL,
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    since       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, number)
);
SELECT binome_protect_tenant_table('guideline_version', 'SELECT, INSERT');
