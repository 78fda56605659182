-- What bills are worked out from besides hours of use. None of it refers to a stack or a service: what was used and held
-- is billed when that is long gone.

-- What things were called when they were last seen. service_id and service are empty for a stack as a whole.
CREATE TABLE billed_name (
    tenant_id   uuid NOT NULL REFERENCES tenant,
    stack_id    uuid NOT NULL,
    service_id  uuid,
    environment text NOT NULL,
    repository  text NOT NULL,
    stack       text NOT NULL,
    service     text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, stack_id, service_id)
);
SELECT binome_protect_tenant_table('billed_name');

-- What fees are asked for, from when it was first seen until it was seen no more, or in another number. Volumes are told
-- apart by name, services by service_id.
CREATE TABLE billed_holding (
    tenant_id  uuid NOT NULL REFERENCES tenant,
    stack_id   uuid NOT NULL,
    service_id uuid,
    what       text NOT NULL CHECK (what IN ('SERVICE', 'REPLICA', 'VOLUME')),
    name       text NOT NULL,
    count      bigint NOT NULL CHECK (count > 0),
    since      timestamptz NOT NULL,
    until      timestamptz CHECK (until >= since)
);
CREATE UNIQUE INDEX billed_holding_open ON billed_holding (tenant_id, stack_id, service_id, what, name)
    NULLS NOT DISTINCT WHERE until IS NULL;
CREATE INDEX billed_holding_until ON billed_holding (tenant_id, until);
SELECT binome_protect_tenant_table('billed_holding');

-- Sums of hours by day of a zone, so that a year is read at once. They hold as long as what was metered and the moments at
-- which the price book changes have the same mark, for the days before until; nothing is lost when they are thrown away.
CREATE TABLE billed_month (
    tenant_id uuid NOT NULL REFERENCES tenant,
    zone      text NOT NULL,
    month     date NOT NULL,
    until     timestamptz NOT NULL,
    mark      text NOT NULL,
    PRIMARY KEY (tenant_id, zone, month)
);
SELECT binome_protect_tenant_table('billed_month');

-- quantities holds five numbers for each part of the month: cpu_micros, memory_byte_seconds, volume_byte_seconds,
-- sent_bytes, requests. Its parts are its days, and pieces of a day within which the price book changes; the mark of the
-- month tells at which moments. estimated has a bit for each part, the lowest for the first.
CREATE TABLE billed_use (
    tenant_id  uuid NOT NULL REFERENCES tenant,
    zone       text NOT NULL,
    month      date NOT NULL,
    stack_id   uuid,
    service_id uuid,
    quantities bigint[] NOT NULL,
    estimated  bytea NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, zone, month, stack_id, service_id)
);
SELECT binome_protect_tenant_table('billed_use');
