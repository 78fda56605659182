package io.binome.testing;

import io.binome.database.TestDatabase;
import io.binome.kernel.TenantScope;

/** Rows that tables of tenants refer to, for tests of rooms above tenancy. */
public final class TestTenants {
    private TestTenants() {}

    public static void add(TestDatabase database, TenantScope... tenants) {
        database.asOwner(sql -> {
            for (TenantScope tenant : tenants) {
                String id = tenant.tenant().toString();
                sql.execute(
                        "INSERT INTO tenant (id, name, title, provider, created_at) VALUES (?::uuid, ?, ?, false, now())",
                        id,
                        "t" + io.binome.kernel.Sha256.hex(id).substring(0, 12),
                        "Test " + id);
            }
        });
    }
}
