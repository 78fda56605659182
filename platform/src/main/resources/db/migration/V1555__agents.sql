-- Agents: who reads a host that this server's machine is not.

-- One token for each host, a row of the provider, of which only the hash is kept, and what was last heard from whoever has it. A report says when
-- it was sent by the clock of the host, which is compared with the server's and used for nothing else.
CREATE TABLE agent (
    host_id          uuid PRIMARY KEY,
    tenant_id        uuid NOT NULL REFERENCES tenant,
    token_hash       text UNIQUE,
    issued_at        timestamptz NOT NULL,
    heard_at         timestamptz,
    read_at          timestamptz,
    clock_off_millis bigint,
    waiting          integer CHECK (waiting >= 0),
    version          text,
    -- Another host that is the same machine, by which it is counted; nothing of this one is.
    same_as          uuid,
    -- When it was heard last before the silence that people were told of; null again once they were told that it is over.
    silent_since     timestamptz,
    CHECK (num_nulls(heard_at, clock_off_millis, waiting) IN (0, 3))
);
SELECT binome_protect_tenant_table('agent', 'SELECT, INSERT, UPDATE');
SELECT binome_grant_dispatch('agent', 'SELECT, UPDATE');

-- Starts of a host's kernel of which readings were counted, and when they seemed to be. One that is over does not come back:
-- its readings are copies. The latest thousand of a host stay. Forgotten, and taken anew, when another token is issued: the server's clock may have been wrong.
CREATE TABLE agent_boot (
    host_id  uuid NOT NULL,
    boot_id  text NOT NULL,
    begun_at timestamptz,
    PRIMARY KEY (host_id, boot_id)
);
SELECT binome_grant_app('agent_boot', 'SELECT, UPDATE');
SELECT binome_grant_dispatch('agent_boot', 'SELECT, INSERT, UPDATE, DELETE');

-- Tenants that ever had something placed on a host: an agent counts for no other. They stay when they leave, since an agent
-- may be heard days later.
CREATE TABLE agent_tenant (
    host_id   uuid NOT NULL,
    tenant_id uuid NOT NULL,
    PRIMARY KEY (host_id, tenant_id)
);
SELECT binome_protect_tenant_table('agent_tenant', 'SELECT');
SELECT binome_grant_dispatch('agent_tenant', 'SELECT, INSERT');
