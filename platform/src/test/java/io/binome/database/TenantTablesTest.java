package io.binome.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looks at every table that the migrations made: none may be forgotten by row-level security. */
class TenantTablesTest {
    private static final String UNPROTECTED = """
            SELECT c.relname::text
              FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
               -- A partition that nobody was granted is reached through its parent alone.
               AND NOT (c.relispartition AND c.relacl IS NULL)
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                        AND EXISTS (SELECT FROM pg_policy p
                                     WHERE p.polrelid = c.oid AND p.polroles = ARRAY['binome_app'::regrole::oid]
                                       AND pg_get_expr(p.polqual, p.polrelid) LIKE '%tenant_id = %binome.tenant_id%'
                                       AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%tenant_id = %binome.tenant_id%')
                        AND NOT EXISTS (SELECT FROM pg_policy p
                                         WHERE p.polrelid = c.oid AND p.polpermissive AND p.polname <> 'tenant_sees_own'
                                           AND p.polroles && ARRAY['binome_app'::regrole::oid, 0::oid])
                        AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_sees_all'))
            """;
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void everyTableWithATenantIsProtected() {
        assertThat(asOwner(UNPROTECTED))
                .as("call binome_protect_tenant_table for these in the migration that makes them")
                .isEmpty();
    }

    @Test
    void aForgottenTableIsFound() {
        try (TestDatabase other = TestDatabase.fresh()) {
            other.asOwner(sql -> {
                sql.execute("CREATE TABLE forgotten (tenant_id uuid)");
                sql.execute("CREATE TABLE half_done (tenant_id uuid)");
                sql.execute("ALTER TABLE half_done ENABLE ROW LEVEL SECURITY");
                assertThat(sql.fetch(UNPROTECTED).getValues(0, String.class)).contains("forgotten", "half_done");
            });
        }
    }

    @Test
    void theOverviewOnlyReads() {
        assertThat(asOwner("""
                                SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
                                 WHERE grantee = 'binome_overview' AND privilege_type <> 'SELECT'
                                """)).isEmpty();
    }

    @Test
    void nothingIsGrantedToEverybodyOrToTheLogin() {
        assertThat(asOwner("""
                                SELECT table_name || ' to ' || grantee FROM information_schema.role_table_grants
                                 WHERE table_schema = 'public' AND grantee IN ('PUBLIC', 'binome_login')
                                """)).isEmpty();
    }

    @Test
    void noViewPassesByTheSecurityOfItsTables() {
        assertThat(asOwner("""
                                SELECT relname::text FROM pg_class
                                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
                                   AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
                                """))
                .as("a view reads as its owner, who sees all tenants: make it WITH (security_invoker = true)")
                .isEmpty();
    }

    @Test
    void noRoleOfOursMayPassByRowLevelSecurity() {
        assertThat(asOwner("SELECT rolname::text FROM pg_roles"
                        + " WHERE rolname LIKE 'binome%' AND (rolsuper OR rolbypassrls OR rolreplication)"))
                .isEmpty();
        assertThat(asOwner("SELECT roleid::regrole::text FROM pg_auth_members"
                        + " WHERE member = 'binome_login'::regrole ORDER BY 1"))
                .containsExactly("binome_app", "binome_dispatch", "binome_overview", "binome_signin");
    }

    private static List<String> asOwner(String query) {
        List<String> found = new ArrayList<>();
        database.asOwner((DSLContext sql) -> found.addAll(sql.fetch(query).getValues(0, String.class)));
        return found;
    }
}
