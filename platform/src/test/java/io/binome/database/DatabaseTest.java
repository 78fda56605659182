package io.binome.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who sees which rows, and what a transaction promises. */
class DatabaseTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        database.asOwner(sql -> {
            sql.execute("CREATE TABLE note (id int PRIMARY KEY, tenant_id uuid NOT NULL, text text NOT NULL)");
            sql.execute("SELECT binome_protect_tenant_table('note')");
            sql.execute("SELECT binome_grant_dispatch('note', 'SELECT, UPDATE (text)')");
            sql.execute("SELECT binome_grant_overview('note', 'id, tenant_id')");
            sql.execute(
                    "INSERT INTO note VALUES (1, ?, 'of Alma'), (2, ?, 'of Brio')",
                    ALMA.tenant().value(),
                    BRIO.tenant().value());
        });
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        assertThat(texts(ALMA)).isEqualTo("of Alma");
        assertThat(texts(BRIO)).isEqualTo("of Brio");
        assertThat(texts(new TenantScope(new TenantId(new UUID(3, 3))))).isNull();
    }

    private static String texts(TenantScope scope) {
        return database.database().inTenant(scope, transaction -> transaction
                .sql()
                .fetchSingle("SELECT string_agg(text, ',') FROM note")
                .get(0, String.class));
    }
}
