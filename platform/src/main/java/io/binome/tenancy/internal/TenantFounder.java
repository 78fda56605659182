package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.TenancyProblem.PortsExhausted;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TenantLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Makes a tenant with its limits, its own range of ports and the first entry of its log. */
final class TenantFounder {
    static final int FIRST_PORT = 20_000;
    static final int LAST_PORT = 29_999;
    static final int PORTS_EACH = 100;

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Ids ids;
    private final TenantStore tenants = new TenantStore();

    TenantFounder(Database database, Ledger ledger, InstantSource clock, Ids ids) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Founds a tenant.
     *
     * @param then what belongs into the same transaction, and the answer
     * @return empty when the name is taken or it would be a second provider
     * @throws ProblemException with {@link PortsExhausted}
     */
    <T> Optional<T> found(
            Actor actor, String name, String title, boolean provider, BiFunction<Transaction, Tenant, T> then) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Tenant tenant = new Tenant(new TenantId(ids.next()), name, title, provider, now);
        // Whoever loses a range to another looks again; each round somebody wins, so there are not more than ranges.
        for (int round = 0; round <= (LAST_PORT - FIRST_PORT) / PORTS_EACH + 1; round++) {
            Set<Integer> taken = database.asOverview(tenants::firstPorts);
            TenantLimits limits =
                    defaults(freePorts(taken).orElseThrow(() -> new ProblemException(new PortsExhausted())));
            try {
                return database.inTenant(new TenantScope(tenant.id()), transaction -> {
                    if (!tenants.insert(transaction, tenant)) {
                        return Optional.empty();
                    }
                    if (!tenants.insertLimits(transaction, limits)) {
                        throw new PortsLostException();
                    }
                    ledger.append(
                            transaction,
                            actor,
                            new LedgerEvent(
                                    "tenant.created",
                                    "tenant:" + tenant.id(),
                                    Map.of(
                                            "provider",
                                            provider,
                                            "firstPort",
                                            limits.firstPort(),
                                            "lastPort",
                                            limits.lastPort())));
                    return Optional.of(then.apply(transaction, tenant));
                });
            } catch (PortsLostException lost) {
                // Somebody else was given them at this moment: the next free ones, then.
            }
        }
        throw new ProblemException(new PortsExhausted());
    }

    static OptionalInt freePorts(Set<Integer> taken) {
        return IntStream.iterate(FIRST_PORT, first -> first + PORTS_EACH - 1 <= LAST_PORT, first -> first + PORTS_EACH)
                .filter(first -> !taken.contains(first))
                .findFirst();
    }

    static TenantLimits defaults(int firstPort) {
        return TenantLimits.ofNewTenant(firstPort, firstPort + PORTS_EACH - 1);
    }

    /** Undoes the transaction. */
    private static final class PortsLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
