package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.TenancyProblem.ClosingHindered;
import io.binome.tenancy.TenancyProblem.ClosingNotAnnounced;
import io.binome.tenancy.TenancyProblem.ClosingNotConfirmed;
import io.binome.tenancy.TenancyProblem.ProviderStays;
import io.binome.tenancy.TenancyProblem.StayEnded;
import io.binome.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Ends of stays in PostgreSQL. Each step locks the tenant's row, so that of several at once one is the first; a stay ends
 * under a lock for which everything waits that would begin something for the tenant.
 */
public final class DatabaseClosings implements Closings {
    private static final Actor MACHINE = new Actor.Machine("tenancy");

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final StayListener listener;
    private final TenantStore tenants = new TenantStore();
    private final ClosingStore closings = new ClosingStore();

    public DatabaseClosings(Database database, Ledger ledger, InstantSource clock, StayListener listener) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.listener = listener;
    }

    /** Whoever ends stays when their moment has come. */
    public ClosingKeeper keeper() {
        return new ClosingKeeper(this);
    }

    @Override
    public Optional<Closing> of(TenantScope scope) {
        return database.inTenant(scope, transaction -> closings.find(transaction, tenants.get(transaction)));
    }

    @Override
    public List<Obstacle> obstacles(TenantScope scope) {
        return listener.obstacles(scope).stream()
                .sorted(Comparator.comparing(Obstacle::kind).thenComparing(Obstacle::name))
                .toList();
    }

    @Override
    public Closing announce(TenantScope scope, Actor actor, String confirmation, Closing.Order order) {
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lockAlone(transaction);
            if (tenant.provider()) {
                throw new ProblemException(new ProviderStays());
            }
            requireOpen(tenant);
            if (!confirmation.strip().equals(tenant.name())) {
                throw new ProblemException(new ClosingNotConfirmed(tenant.name()));
            }
            Instant now = now();
            Instant closesAt = order.closesAt() == null ? now : order.closesAt().truncatedTo(ChronoUnit.MICROS);
            Closing closing = new Closing(
                    closesAt, order.reason(), order.readingDays(), order.leavesBehind(), actor.reference(), now, null);
            closings.put(transaction, closing);
            if (closesAt.isAfter(now)) {
                // Notices come before the ledger, whose lock is the last.
                listener.announced(transaction, actor, closing);
                append(transaction, actor, closing);
                return closing;
            }
            List<Obstacle> obstacles = meanwhile(() -> against(scope, closing));
            if (!obstacles.isEmpty()) {
                throw new ProblemException(new ClosingHindered(
                        tenant.name(), obstacles.stream().map(Obstacle::words).toList()));
            }
            Closing ended = end(transaction, closing, now);
            listener.closed(transaction, actor, ended);
            append(transaction, actor, ended);
            appendEnd(transaction, actor, ended);
            return ended;
        });
    }

    @Override
    public void takeBack(TenantScope scope, Actor actor) {
        database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lockAlone(transaction);
            requireOpen(tenant);
            if (!closings.delete(transaction)) {
                throw new ProblemException(new ClosingNotAnnounced(tenant.name()));
            }
            listener.takenBack(transaction, actor);
            append(transaction, actor, "tenant.closing-taken-back", Map.of());
            return true;
        });
    }

    /** Whose moment has come, also where the stay has ended already. */
    List<TenantScope> due() {
        return database.asOverview(overview -> closings.due(overview, now())).stream()
                .filter(scope -> database.inTenant(scope, tenants::get).open())
                .toList();
    }

    /** Ends a stay whose moment has come; false while something stands against it, or where it was taken back. */
    boolean finish(TenantScope scope) {
        // Looked at before without a lock, so that a stay that cannot end keeps nobody waiting again and again.
        Optional<Closing> seen = of(scope);
        if (!closable(seen) || !against(scope, seen.get()).isEmpty()) {
            return false;
        }
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lockAlone(transaction);
            Optional<Closing> found = closings.find(transaction, tenant);
            if (!closable(found)
                    || !meanwhile(() -> against(scope, found.get())).isEmpty()) {
                return false;
            }
            Closing ended = end(transaction, found.get(), now());
            listener.closed(transaction, MACHINE, ended);
            appendEnd(transaction, MACHINE, ended);
            return true;
        });
    }

    private boolean closable(Optional<Closing> closing) {
        return closing.isPresent() && closing.get().waits(clock.instant());
    }

    private List<Obstacle> against(TenantScope scope, Closing closing) {
        return obstacles(scope).stream()
                .filter(obstacle -> !(closing.leavesBehind() && obstacle.kind().maybeLeft()))
                .toList();
    }

    /**
     * Asks on a thread of its own, as this one is within the transaction that holds the lock, and the rooms begin theirs.
     * They only read, so that they do not wait for it.
     */
    private static <T> T meanwhile(Supplier<T> question) {
        FutureTask<T> answer = new FutureTask<>(question::get);
        Thread asking = Thread.ofVirtual().name("closing-obstacles").start(answer);
        try {
            return answer.get();
        } catch (InterruptedException stopped) {
            asking.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while it was looked what runs; nothing was closed", stopped);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ProblemException problem
                    ? problem
                    : new IllegalStateException(
                            "What runs could not be looked at; nothing was closed", failed.getCause());
        }
    }

    private Closing end(Transaction transaction, Closing announced, Instant now) {
        Tenant.Closed closed = new Tenant.Closed(now, now.plus(Duration.ofDays(announced.readingDays())));
        tenants.close(transaction, closed);
        return new Closing(
                announced.closesAt(),
                announced.reason(),
                announced.readingDays(),
                announced.leavesBehind(),
                announced.announcedBy(),
                announced.announcedAt(),
                closed);
    }

    private void append(Transaction transaction, Actor actor, Closing announced) {
        append(
                transaction,
                actor,
                "tenant.closing-announced",
                Map.of(
                        "closesAt", announced.closesAt().toString(),
                        "reason", announced.reason(),
                        "readingDays", announced.readingDays(),
                        "leavesBehind", announced.leavesBehind()));
    }

    private void appendEnd(Transaction transaction, Actor actor, Closing ended) {
        Tenant.Closed closed = Objects.requireNonNull(ended.closed());
        append(
                transaction,
                actor,
                "tenant.closed",
                Map.of(
                        "closedAt", closed.at().toString(),
                        "readableUntil", closed.readableUntil().toString()));
    }

    private static void requireOpen(Tenant tenant) {
        Tenant.Closed closed = tenant.closed();
        if (closed != null) {
            throw new ProblemException(new StayEnded(tenant.name(), closed.at()));
        }
    }

    private void append(Transaction transaction, Actor actor, String kind, Map<String, ?> details) {
        ledger.append(
                transaction,
                actor,
                new LedgerEvent(kind, "tenant:" + transaction.scope().tenant(), new TreeMap<>(details)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
