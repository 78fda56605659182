package io.binome.drivers.vault;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultConnections;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One tenant's connection, and what was borrowed, in memory. */
final class FakeVaultRecords implements VaultConnections, VaultBorrowings {
    private record Held(TenantScope scope, Borrowing borrowing, Instant until) {}

    volatile @Nullable Connection connection;
    private final Map<UUID, Held> held = new ConcurrentHashMap<>();

    @Override
    public void set(TenantScope scope, Actor actor, Connection set) {
        connection = set;
    }

    @Override
    public void remove(TenantScope scope, Actor actor, @Nullable String environment) {
        connection = null;
    }

    @Override
    public List<KeptConnection> kept(TenantScope scope) {
        Connection present = connection;
        return present == null
                ? List.of()
                : List.of(new KeptConnection(
                        present.environment(),
                        present.address().toString(),
                        present.namespace(),
                        present.authority() != null,
                        present.login(),
                        present.loginMount(),
                        present.role(),
                        "machine:test",
                        Instant.EPOCH));
    }

    @Override
    public Optional<Connection> find(TenantScope scope, String environment) {
        return Optional.ofNullable(connection);
    }

    @Override
    public void add(TenantScope scope, Borrowing borrowing, Duration hold) {
        held.put(borrowing.id(), new Held(scope, borrowing, Instant.now().plus(hold)));
    }

    @Override
    public void hold(TenantScope scope, UUID id, Duration hold) {
        held.computeIfPresent(
                id,
                (_, one) -> new Held(one.scope(), one.borrowing(), Instant.now().plus(hold)));
    }

    @Override
    public void forget(TenantScope scope, UUID id) {
        held.remove(id);
    }

    int size() {
        return held.size();
    }

    @Override
    public List<Abandoned> abandoned(int limit) {
        return held.values().stream()
                .filter(one -> one.until().isBefore(Instant.now()))
                .map(one -> new Abandoned(one.scope(), one.borrowing().id()))
                .toList();
    }

    @Override
    public Optional<Borrowing> take(Abandoned abandoned, Duration hold) {
        hold(abandoned.scope(), abandoned.id(), hold);
        return Optional.ofNullable(held.get(abandoned.id())).map(Held::borrowing);
    }
}
