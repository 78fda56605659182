package io.binome.backup;

import io.binome.database.DatabaseSettings;
import java.sql.SQLException;
import java.util.List;

/** All that a schema is, in words that can be compared: columns, constraints, indexes, policies, rights, functions. */
final class SchemaShape {
    private SchemaShape() {}

    static List<String> of(DatabaseSettings settings) throws SQLException {
        return BackupTest.rows(settings, """
                SELECT line FROM (
                    SELECT format('column %s.%s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                                  a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS line
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                     WHERE c.relkind IN ('r', 'v', 'S') AND c.relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('table %s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relpersistence)
                      FROM pg_class WHERE relkind IN ('r', 'v', 'S') AND relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
                      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
                    UNION ALL
                    SELECT format('policy %s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check)
                      FROM pg_policies WHERE schemaname = 'public'
                    UNION ALL
                    SELECT format('grant %s %s %s', c.relname, r.grantee::regrole, r.privilege_type)
                      FROM pg_class c, aclexplode(c.relacl) r WHERE c.relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('grant %s.%s %s %s', c.relname, a.attname, r.grantee::regrole, r.privilege_type)
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) r
                     WHERE c.relnamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('trigger %s %s', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
                    UNION ALL
                    SELECT format('function %s', pg_get_functiondef(p.oid))
                      FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
                       AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
                    UNION ALL
                    SELECT format('may enter %s %s', grantee::regrole, privilege_type)
                      FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee <> 0
                       AND pg_get_userbyid(grantee) NOT IN ('pg_database_owner', current_user)
                ) shape ORDER BY line COLLATE "C\"""");
    }
}
