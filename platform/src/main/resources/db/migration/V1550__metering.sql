-- What was used: the last reading of each counter, what it adds up to in hours that are still open, hours that are closed,
-- and days of those. All times of use are UTC. Quantities are whole base units: microseconds, bytes, byte-seconds.
--
-- Owners of counters, in (kind, tenant_id, stack_id, service_id): HOST has none of the three, TENANT and BUILDS the first,
-- STACK the first two, SERVICE all. The CPU and memory of HOST, TENANT and STACK are those of all below them: they are
-- kept to reconcile, never to be added to the others. No column refers to a tenant, stack or service: what was used
-- outlives what used it.

-- How far a host was read. The sequence rises by one with each batch of readings, in the transaction that writes them: of
-- two servers that read the same host one fails, and nothing is counted twice. holder reads it until then.
CREATE TABLE metering_host (
    host_id           uuid PRIMARY KEY,
    sequence          bigint NOT NULL CHECK (sequence >= 0),
    boot_id           text,
    since_boot_micros bigint,
    read_at           timestamptz,
    -- By the host's clock, when metering of it began; null when that was before its kernel was started.
    begun_at          timestamptz,
    holder            uuid,
    held_until        timestamptz NOT NULL,
    CHECK (num_nulls(boot_id, since_boot_micros, read_at) IN (0, 3))
);
SELECT binome_grant_dispatch('metering_host', 'SELECT, INSERT, UPDATE');

-- The counters as they were last read, until the host's kernel is started anew. One that is no longer there stays: it may
-- come back with what it had, and must not be counted from zero then.
CREATE TABLE usage_counter (
    host_id             uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('HOST', 'TENANT', 'BUILDS', 'STACK', 'SERVICE')),
    tenant_id           uuid,
    stack_id            uuid,
    service_id          uuid,
    identity            text NOT NULL,
    cpu_micros          bigint NOT NULL,
    memory_bytes        bigint NOT NULL,
    block_read_bytes    bigint NOT NULL,
    block_written_bytes bigint NOT NULL,
    sent_bytes          bigint NOT NULL,
    received_bytes      bigint NOT NULL,
    requests            bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (host_id, kind, tenant_id, stack_id, service_id)
) WITH (fillfactor = 60);
-- Whether two hosts are one machine: its counter as a whole has an identity that no other's has.
CREATE INDEX usage_counter_machine ON usage_counter (identity) WHERE kind = 'HOST';
SELECT binome_protect_tenant_table('usage_counter', 'SELECT');
SELECT binome_grant_dispatch('usage_counter', 'SELECT, INSERT, UPDATE, DELETE');

-- Counters of traffic and requests as they were last read, each with an identity of its own; an owner may have several.
CREATE TABLE usage_flow (
    host_id        uuid NOT NULL,
    identity       text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('HOST', 'TENANT', 'BUILDS', 'STACK', 'SERVICE')),
    tenant_id      uuid,
    stack_id       uuid,
    service_id     uuid,
    sent_bytes     bigint NOT NULL,
    received_bytes bigint NOT NULL,
    requests       bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (host_id, identity, kind, tenant_id, stack_id, service_id)
) WITH (fillfactor = 60);
SELECT binome_protect_tenant_table('usage_flow', 'SELECT');
SELECT binome_grant_dispatch('usage_flow', 'SELECT, INSERT, UPDATE, DELETE');

-- What is added up for hours that are not closed, and for closed ones since then.
CREATE TABLE usage_open (
    hour                timestamptz NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
    host_id             uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('HOST', 'TENANT', 'BUILDS', 'STACK', 'SERVICE')),
    tenant_id           uuid,
    stack_id            uuid,
    service_id          uuid,
    cpu_micros          bigint NOT NULL CHECK (cpu_micros >= 0),
    memory_byte_seconds bigint NOT NULL CHECK (memory_byte_seconds >= 0),
    volume_byte_seconds bigint NOT NULL CHECK (volume_byte_seconds >= 0),
    block_read_bytes    bigint NOT NULL CHECK (block_read_bytes >= 0),
    block_written_bytes bigint NOT NULL CHECK (block_written_bytes >= 0),
    sent_bytes          bigint NOT NULL CHECK (sent_bytes >= 0),
    received_bytes      bigint NOT NULL CHECK (received_bytes >= 0),
    requests            bigint NOT NULL CHECK (requests >= 0),
    estimated           boolean NOT NULL,
    block_approximate   boolean NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, hour, kind, stack_id, service_id, host_id)
) WITH (fillfactor = 60);
CREATE INDEX usage_open_hour ON usage_open (hour);
SELECT binome_protect_tenant_table('usage_open', 'SELECT');
SELECT binome_grant_dispatch('usage_open', 'SELECT, INSERT, UPDATE, DELETE');

-- Closed hours. No row is ever changed: revision 0 is the hour, later ones are to be added to it.
CREATE TABLE usage_hour (
    hour                timestamptz NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
    host_id             uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('HOST', 'TENANT', 'BUILDS', 'STACK', 'SERVICE')),
    tenant_id           uuid,
    stack_id            uuid,
    service_id          uuid,
    revision            integer NOT NULL CHECK (revision >= 0),
    cpu_micros          bigint NOT NULL CHECK (cpu_micros >= 0),
    memory_byte_seconds bigint NOT NULL CHECK (memory_byte_seconds >= 0),
    volume_byte_seconds bigint NOT NULL CHECK (volume_byte_seconds >= 0),
    block_read_bytes    bigint NOT NULL CHECK (block_read_bytes >= 0),
    block_written_bytes bigint NOT NULL CHECK (block_written_bytes >= 0),
    sent_bytes          bigint NOT NULL CHECK (sent_bytes >= 0),
    received_bytes      bigint NOT NULL CHECK (received_bytes >= 0),
    requests            bigint NOT NULL CHECK (requests >= 0),
    estimated           boolean NOT NULL,
    block_approximate   boolean NOT NULL,
    closed_at           timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, hour, kind, stack_id, service_id, host_id, revision)
);
CREATE INDEX usage_hour_hour ON usage_hour USING brin (hour);
CREATE INDEX usage_hour_balance ON usage_hour (host_id, hour) WHERE kind IN ('HOST', 'TENANT');
SELECT binome_protect_tenant_table('usage_hour', 'SELECT');
SELECT binome_grant_dispatch('usage_hour', 'SELECT, INSERT');

-- What closed hours add up to by day of UTC: a year of days is read where a year of hours would be too many.
CREATE TABLE usage_day (
    day                 timestamptz NOT NULL CHECK (date_trunc('day', day, 'UTC') = day),
    host_id             uuid NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('HOST', 'TENANT', 'BUILDS', 'STACK', 'SERVICE')),
    tenant_id           uuid,
    stack_id            uuid,
    service_id          uuid,
    cpu_micros          bigint NOT NULL,
    memory_byte_seconds bigint NOT NULL,
    volume_byte_seconds bigint NOT NULL,
    block_read_bytes    bigint NOT NULL,
    block_written_bytes bigint NOT NULL,
    sent_bytes          bigint NOT NULL,
    received_bytes      bigint NOT NULL,
    requests            bigint NOT NULL,
    estimated           boolean NOT NULL,
    block_approximate   boolean NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, day, kind, stack_id, service_id, host_id)
) WITH (fillfactor = 70);
CREATE INDEX usage_day_balance ON usage_day (day) WHERE kind IN ('HOST', 'TENANT');
SELECT binome_protect_tenant_table('usage_day', 'SELECT');
SELECT binome_grant_dispatch('usage_day', 'SELECT, INSERT, UPDATE');

-- What closed hours of a service add up to by year of UTC, on all hosts: metrics show it at each scrape, which must not cost
-- more the later in the year it is. A year of much memory has more than 64 bits.
CREATE TABLE usage_year (
    year                timestamptz NOT NULL CHECK (date_trunc('year', year, 'UTC') = year),
    tenant_id           uuid NOT NULL,
    service_id          uuid NOT NULL,
    cpu_micros          numeric(40) NOT NULL,
    memory_byte_seconds numeric(40) NOT NULL,
    volume_byte_seconds numeric(40) NOT NULL,
    sent_bytes          numeric(40) NOT NULL,
    requests            numeric(40) NOT NULL,
    PRIMARY KEY (tenant_id, year, service_id)
) WITH (fillfactor = 70);
SELECT binome_protect_tenant_table('usage_year', 'SELECT');
SELECT binome_grant_dispatch('usage_year', 'SELECT, INSERT, UPDATE');

-- Times of which nothing can be known any more: from the last reading of a host to the start of its kernel.
CREATE TABLE metering_gap (
    host_id  uuid NOT NULL,
    from_at  timestamptz NOT NULL,
    to_at    timestamptz NOT NULL CHECK (to_at > from_at),
    sequence bigint NOT NULL,
    PRIMARY KEY (host_id, sequence, from_at)
);
SELECT binome_grant_dispatch('metering_gap', 'SELECT, INSERT');

-- The most memory that a service was seen to use at once on a day of UTC, of all its replicas on a host together. Written
-- when it rises; hours keep memory over time, which tells no peak. Kept for 35 days: right-sizing looks
-- back 28.
CREATE TABLE usage_peak (
    day          timestamptz NOT NULL CHECK (date_trunc('day', day, 'UTC') = day),
    host_id      uuid NOT NULL,
    tenant_id    uuid NOT NULL,
    stack_id     uuid NOT NULL,
    service_id   uuid NOT NULL,
    memory_bytes bigint NOT NULL CHECK (memory_bytes > 0),
    PRIMARY KEY (tenant_id, day, service_id, host_id)
) WITH (fillfactor = 70);
CREATE INDEX usage_peak_day ON usage_peak USING brin (day);
SELECT binome_protect_tenant_table('usage_peak', 'SELECT');
SELECT binome_grant_dispatch('usage_peak', 'SELECT, INSERT, UPDATE, DELETE');

-- How far each raw counter had come at both ends of each hour in which it moved: what is billed of an hour, with all its
-- revisions, is the sum of the differences. A counter that began anew within the hour has its beginning put back by what it
-- had counted before. Kept for 400 days; an invoice keeps those of its months for good.
CREATE TABLE usage_reading (
    hour          timestamptz NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
    host_id       uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('BUILDS', 'STACK', 'SERVICE')),
    tenant_id     uuid NOT NULL,
    stack_id      uuid,
    service_id    uuid,
    boot_id       text NOT NULL,
    identity      text NOT NULL,
    cpu_from      bigint NOT NULL,
    cpu_to        bigint NOT NULL CHECK (cpu_to >= cpu_from),
    sent_from     bigint NOT NULL,
    sent_to       bigint NOT NULL CHECK (sent_to >= sent_from),
    requests_from bigint NOT NULL,
    requests_to   bigint NOT NULL CHECK (requests_to >= requests_from),
    restarted     boolean NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, hour, kind, stack_id, service_id, host_id, boot_id, identity)
) WITH (fillfactor = 70);
CREATE INDEX usage_reading_hour ON usage_reading USING brin (hour);
SELECT binome_protect_tenant_table('usage_reading', 'SELECT');
SELECT binome_grant_dispatch('usage_reading', 'SELECT, INSERT, UPDATE, DELETE');
