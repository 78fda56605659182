-- Roles and the functions by which every later migration says who may see a table.
-- Why these roles: docs/decisions/0003-database-roles.md.
--
--   SELECT binome_protect_tenant_table('change');                       -- a table with tenant_id: row-level security
--   SELECT binome_protect_tenant_table('ledger_leaf', 'SELECT, INSERT'); -- the same, append-only
--   SELECT binome_protect_tenant_table('tenant', 'SELECT', 'id');        -- the same, tenant in another column
--   SELECT binome_grant_app('schema_of_something', 'SELECT');            -- a table that belongs to no tenant
--   SELECT binome_grant_dispatch('job', 'SELECT, UPDATE (state, heartbeat_at)');  -- over all tenants
--   SELECT binome_grant_signin('session', 'SELECT, INSERT, DELETE');              -- over all tenants
--   SELECT binome_grant_overview('tenant');                                       -- over all tenants, reads only
--   SELECT binome_grant_overview('member', 'id, tenant_id, state');               -- the same, some columns
--
-- Nothing is granted by default: a table that no function was called for is seen by its owner alone.

-- Roles belong to the whole cluster, and another database of it may have made them already.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['binome_app', 'binome_dispatch', 'binome_signin', 'binome_overview'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    BEGIN
        CREATE ROLE binome_login LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
    FOREACH wanted IN ARRAY ARRAY['binome_app', 'binome_dispatch', 'binome_signin', 'binome_overview'] LOOP
        IF NOT EXISTS (SELECT FROM pg_auth_members
                        WHERE roleid = wanted::regrole AND member = 'binome_login'::regrole
                          AND set_option AND NOT inherit_option) THEN
            EXECUTE format('GRANT %I TO binome_login WITH INHERIT FALSE, SET TRUE', wanted);
        END IF;
    END LOOP;
    -- A role that could pass by row-level security must never be used, however it came to be.
    IF EXISTS (SELECT FROM pg_roles
                WHERE rolname IN ('binome_app', 'binome_dispatch', 'binome_signin', 'binome_overview', 'binome_login')
                  AND (rolsuper OR rolbypassrls)) THEN
        RAISE EXCEPTION 'a role named binome_* of this cluster may pass by row-level security'
            USING HINT = 'ALTER ROLE ... NOSUPERUSER NOBYPASSRLS, then start Binome again';
    END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO binome_app, binome_dispatch, binome_signin, binome_overview;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Nobody but the login may connect, and nobody may make temporary tables. Called at every start, because neither a dump
-- nor CREATE DATABASE ... TEMPLATE carries what was granted on the database itself.
CREATE FUNCTION binome_close_database() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF has_database_privilege('public', current_database(), 'CONNECT, TEMPORARY')
        OR NOT has_database_privilege('binome_login', current_database(), 'CONNECT') THEN
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO binome_login', current_database());
    END IF;
END
$$;

-- The tenant whose rows the present transaction may see; NULL, and so no row at all, where none was set.
-- Setting a custom parameter with set_config(..., true) leaves '' behind on the connection, hence NULLIF.
-- Written out in the policies: a function would keep the planner from the index.

-- A tenant's table: row-level security also for its owner (FORCE), whose own policy lets backfills see every row.
CREATE FUNCTION binome_protect_tenant_table(
    protected_table regclass, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE', tenant_column name DEFAULT 'tenant_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected_table);
    EXECUTE format('DROP POLICY IF EXISTS owner_sees_all ON %s', protected_table);
    EXECUTE format('CREATE POLICY owner_sees_all ON %s TO %I USING (true) WITH CHECK (true)', protected_table, current_user);
    EXECUTE format('DROP POLICY IF EXISTS tenant_sees_own ON %s', protected_table);
    EXECUTE format(
        'CREATE POLICY tenant_sees_own ON %1$s TO binome_app'
        ' USING (%2$I = NULLIF(current_setting(''binome.tenant_id'', true), '''')::uuid)'
        ' WITH CHECK (%2$I = NULLIF(current_setting(''binome.tenant_id'', true), '''')::uuid)',
        protected_table, tenant_column);
    EXECUTE format('GRANT %s ON %s TO binome_app', privileges, protected_table);
END
$$;

-- A table without a tenant, for requests and jobs of any tenant. Refused where a tenant_id says it is a tenant's.
CREATE FUNCTION binome_grant_app(shared_table regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute
                WHERE attrelid = shared_table AND attname = 'tenant_id' AND NOT attisdropped) THEN
        RAISE EXCEPTION 'table % has a tenant_id', shared_table USING HINT = 'call binome_protect_tenant_table';
    END IF;
    EXECUTE format('GRANT %s ON %s TO binome_app', privileges, shared_table);
END
$$;

-- Lets one of the narrow roles see a table over all tenants.
CREATE FUNCTION binome_grant_over_tenants(seen_table regclass, privileges text, to_role name)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP POLICY IF EXISTS %I ON %s', to_role || '_sees_all', seen_table);
    EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)', to_role || '_sees_all', seen_table, to_role);
    EXECUTE format('GRANT %s ON %s TO %I', privileges, seen_table, to_role);
END
$$;

CREATE FUNCTION binome_grant_dispatch(seen_table regclass, privileges text) RETURNS void LANGUAGE sql
AS $$ SELECT binome_grant_over_tenants(seen_table, privileges, 'binome_dispatch') $$;

CREATE FUNCTION binome_grant_signin(seen_table regclass, privileges text) RETURNS void LANGUAGE sql
AS $$ SELECT binome_grant_over_tenants(seen_table, privileges, 'binome_signin') $$;

CREATE FUNCTION binome_grant_overview(seen_table regclass, columns text DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ SELECT binome_grant_over_tenants(
    seen_table, CASE WHEN columns IS NULL THEN 'SELECT' ELSE 'SELECT (' || columns || ')' END, 'binome_overview') $$;
