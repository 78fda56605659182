-- Data centres and their servers: rows of the provider's tenant.
CREATE TABLE site (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenant,
    name       text NOT NULL,
    title      text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, id)
);
SELECT binome_protect_tenant_table('site', 'SELECT, INSERT');

CREATE TABLE host (
    id                 uuid PRIMARY KEY,
    tenant_id          uuid NOT NULL,
    site_id            uuid NOT NULL,
    name               text NOT NULL,
    -- Either the socket, or address, port and edge address.
    socket_path        text,
    address            text,
    port               integer CHECK (port BETWEEN 1 AND 65535),
    edge_address       text,
    ca_certificate     text,
    client_certificate text,
    client_key_sealed  bytea,
    schedulable        boolean NOT NULL,
    health_state       text NOT NULL CHECK (health_state IN ('UNKNOWN', 'REACHABLE', 'UNREACHABLE')),
    health_detail      text NOT NULL,
    health_at          timestamptz NOT NULL,
    registered_at      timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, site_id) REFERENCES site (tenant_id, id),
    UNIQUE (site_id, name),
    -- An engine that is registered twice would be seen to run everything twice.
    UNIQUE (tenant_id, socket_path),
    UNIQUE (tenant_id, address, port),
    CHECK ((socket_path IS NULL) = (num_nonnulls(address, port, edge_address) = 3)
        AND (socket_path IS NULL OR num_nonnulls(address, port, edge_address) = 0)),
    CHECK (num_nonnulls(ca_certificate, client_certificate, client_key_sealed) IN (0, 3)),
    CHECK (socket_path IS NULL OR ca_certificate IS NULL)
);
SELECT binome_protect_tenant_table('host');
