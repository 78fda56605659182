package io.binome.backup.internal;

import static io.binome.database.tables.Tenant.TENANT;

import io.binome.database.Transaction;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whose ledgers there are. */
final class TenantListStore {
    /** By their names. */
    Map<String, TenantScope> list(Transaction transaction) {
        Map<String, TenantScope> found = new LinkedHashMap<>();
        transaction
                .sql()
                .select(TENANT.NAME, TENANT.ID)
                .from(TENANT)
                .orderBy(TENANT.NAME)
                .forEach(row -> found.put(row.value1(), new TenantScope(new TenantId(row.value2()))));
        return found;
    }

    /** Empty before the first start. */
    Optional<TenantScope> provider(Transaction transaction) {
        return transaction
                .sql()
                .select(TENANT.ID)
                .from(TENANT)
                .where(TENANT.PROVIDER)
                .fetchOptional(row -> new TenantScope(new TenantId(row.value1())));
    }
}
