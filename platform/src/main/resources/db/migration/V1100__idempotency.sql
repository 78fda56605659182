-- Keys of requests that must not be carried out twice. The key is kept as a hash, and the request as a hash together with
-- the key, because a body may hold a password. Rows go after 24 hours.
CREATE TABLE idempotency_key (
    tenant_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    key_hash     text NOT NULL,
    request_hash text NOT NULL,
    created_at   timestamptz NOT NULL,
    -- NULL while the request is being carried out.
    status       integer,
    content_type text,
    -- NULL where the answer must not be kept.
    body         bytea,
    PRIMARY KEY (tenant_id, member_id, key_hash),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX idempotency_key_created ON idempotency_key (tenant_id, created_at);
SELECT binome_protect_tenant_table('idempotency_key');
