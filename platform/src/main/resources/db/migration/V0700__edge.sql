-- Published ports, and who answers on them: all that the proxy of a site has to know.
CREATE TABLE route (
    id             uuid PRIMARY KEY,
    tenant_id      uuid NOT NULL REFERENCES tenant,
    site_id        uuid NOT NULL,
    stack_id       uuid NOT NULL,
    service        text NOT NULL,
    container_port integer NOT NULL CHECK (container_port BETWEEN 1 AND 65535),
    mode           text NOT NULL CHECK (mode IN ('HTTP', 'TCP')),
    host_port      integer NOT NULL CHECK (host_port BETWEEN 1 AND 65535),
    -- Over all tenants: this is what decides when two ask for one port at the same moment.
    CONSTRAINT route_port_once UNIQUE (site_id, host_port),
    UNIQUE (tenant_id, id)
);
CREATE INDEX route_stack ON route (tenant_id, stack_id, service, container_port);
SELECT binome_protect_tenant_table('route', 'SELECT, INSERT, UPDATE (mode), DELETE');
SELECT binome_grant_dispatch('route', 'SELECT');

CREATE TABLE route_server (
    tenant_id uuid NOT NULL,
    route_id  uuid NOT NULL,
    name      text NOT NULL,
    address   text NOT NULL,
    port      integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
    PRIMARY KEY (route_id, name),
    FOREIGN KEY (tenant_id, route_id) REFERENCES route (tenant_id, id) ON DELETE CASCADE
);
SELECT binome_protect_tenant_table('route_server', 'SELECT, INSERT, DELETE');
SELECT binome_grant_dispatch('route_server', 'SELECT');
