-- What people decided not to be advised of, until when. topic is what is advised, with its direction: a service that was
-- too large may become too small. It outlives the service, which does no harm: none of its id comes again.
CREATE TABLE advice_dismissal (
    tenant_id    uuid NOT NULL REFERENCES tenant,
    service_id   uuid NOT NULL,
    topic        text NOT NULL CHECK (topic IN ('IDLE', 'LOWER_MEMORY', 'RAISE_MEMORY', 'LOWER_CPU', 'RAISE_CPU')),
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    decided_by   text NOT NULL,
    at           timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at > at),
    PRIMARY KEY (tenant_id, service_id, topic)
);
SELECT binome_protect_tenant_table('advice_dismissal');
