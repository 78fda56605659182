package io.binome.backup.internal;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.binome.database.Transaction;
import io.binome.kernel.TenantScope;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Field;

/**
 * What is sealed, whichever room keeps it: by the convention that such a column's name says so, and by the form of a sealed
 * value (a byte 1, four bytes with the generation of the key).
 */
final class SealedValueStore {
    private static final String COLUMNS = """
            SELECT c.table_name, c.column_name
              FROM information_schema.columns c
              JOIN information_schema.columns t
                ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.column_name = 'tenant_id'
             WHERE c.table_schema = current_schema() AND c.data_type = 'bytea'
               AND (c.column_name LIKE '%sealed%')
             ORDER BY c.table_name, c.column_name
            """;

    /** As people call it; another table's name speaks for itself. */
    private static final Map<String, String> WORDS = new TreeMap<>(Map.of(
            "secret_version", "versions of secrets",
            "registry_login", "logins at registries",
            "vault_connection", "connections to Vault",
            "vault_borrowing", "logins lent by Vault",
            "host", "client keys of hosts",
            "workload_revision", "revisions of services",
            "change_plan_artifact", "kept plan files",
            "state_chunk", "versions of states",
            "ledger_key", "signing keys of ledgers"));

    /** How many of what is sealed under these generations of the tenant's key; without what is not there. */
    Map<String, Long> count(Transaction transaction, TenantScope tenant, Collection<Integer> generations) {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (var column : transaction.sql().fetch(COLUMNS)) {
            String table = column.get(0, String.class);
            long there = count(transaction, tenant, table, column.get(1, String.class), generations);
            if (there > 0) {
                counted.merge(WORDS.getOrDefault(table, table), there, Long::sum);
            }
        }
        return counted;
    }

    private static long count(
            Transaction transaction, TenantScope tenant, String table, String column, Collection<Integer> generations) {
        Field<byte[]> sealed = field(name(column), byte[].class);
        Field<Integer> generation = field(
                "get_byte({0}, 1) << 24 | get_byte({0}, 2) << 16 | get_byte({0}, 3) << 8 | get_byte({0}, 4)",
                Integer.class, sealed);
        // Of a state many pieces are one version.
        Field<?> counted = table.equals("state_chunk") ? field(name("version_id")) : inline(1);
        String function = table.equals("state_chunk") ? "count(DISTINCT {0})" : "count({0})";
        Long found = transaction
                .sql()
                .select(field(function, Long.class, counted))
                .from(table(name(table)))
                .where(field(name("tenant_id"), java.util.UUID.class)
                        .eq(tenant.tenant().value()))
                .and(field("octet_length({0})", Integer.class, sealed).ge(5))
                .and(generation.in(List.copyOf(generations)))
                .fetchSingle()
                .value1();
        return found == null ? 0 : found;
    }
}
