package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.testing.TestTenants;
import io.binome.workloads.ImageOwnership;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseImageOwnershipTest {
    private static final String PRIVATE = "sha256:" + Sha256.hex("private");
    private static final String OTHER = "sha256:" + Sha256.hex("other");

    private final TestDatabase database = TestDatabase.fresh();
    private final TenantId one = tenant();
    private final TenantId two = tenant();
    private final ImageOwnership ownership = new DatabaseImageOwnership(database.database());

    private TenantId tenant() {
        TenantId tenant = new TenantId(UUID.randomUUID());
        TestTenants.add(database, new TenantScope(tenant));
        return tenant;
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void isEverybodysUntilSomethingIsRecorded() {
        assertThat(ownership.mayUse(Set.of(PRIVATE), one)).isTrue();
        assertThat(ownership.mayUse(Set.of(), one)).isTrue();
        ownership.grant(PRIVATE, one);
        ownership.grant(PRIVATE, one);
        assertThat(ownership.mayUse(Set.of(PRIVATE), one)).isTrue();
        assertThat(ownership.mayUse(Set.of(PRIVATE, OTHER), two)).isFalse();
        assertThat(ownership.grantedTo(one)).containsExactly(PRIVATE);
        assertThat(ownership.grantedTo(two)).isEmpty();
    }

    @Test
    void whatWasOpenOnceStaysOpen() {
        ownership.grant(PRIVATE, one);
        ownership.open(PRIVATE);
        ownership.open(PRIVATE);
        assertThat(new DatabaseImageOwnership(database.database()).mayUse(Set.of(PRIVATE), two))
                .isTrue();
        assertThat(ownership.grantedTo(two)).isEmpty();
    }
}
