package io.binome.secrets;

import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Remembers the logins under which Vault made database users, so that they are given back also after a crash of the
 * server that borrowed them.
 */
public interface VaultBorrowings {
    /** Remembers one before its values are used, held for {@code hold}. */
    void add(TenantScope scope, Borrowing borrowing, Duration hold);

    /** The holder lives. */
    void hold(TenantScope scope, UUID id, Duration hold);

    /** Given back. */
    void forget(TenantScope scope, UUID id);

    /** Those whose holder is gone. */
    List<Abandoned> abandoned(int limit);

    /** Takes one over for {@code hold}; empty when somebody else did. */
    Optional<Borrowing> take(Abandoned abandoned, Duration hold);

    /** One that nobody holds any more. */
    record Abandoned(TenantScope scope, UUID id) {}

    /** A login with the leases of what was made under it; its text form shows no token. */
    record Borrowing(
            UUID id, String environment, String address, String token, List<String> leases, Instant borrowedAt) {
        @Override
        public String toString() {
            return "Borrowing[" + id + "]";
        }
    }
}
