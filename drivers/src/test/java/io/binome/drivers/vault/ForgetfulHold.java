package io.binome.drivers.vault;

import io.binome.kernel.TenantScope;
import io.binome.secrets.VaultBorrowings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** As a server leaves its borrowings when it is killed: held no longer, given back by nobody. */
record ForgetfulHold(VaultBorrowings records) implements VaultBorrowings {
    @Override
    public void add(TenantScope scope, Borrowing borrowing, Duration hold) {
        records.add(scope, borrowing, Duration.ofMillis(-1));
    }

    @Override
    public void hold(TenantScope scope, UUID id, Duration hold) {}

    @Override
    public void forget(TenantScope scope, UUID id) {}

    @Override
    public List<Abandoned> abandoned(int limit) {
        return List.of();
    }

    @Override
    public Optional<Borrowing> take(Abandoned abandoned, Duration hold) {
        return Optional.empty();
    }
}
