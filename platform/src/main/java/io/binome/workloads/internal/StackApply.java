package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.edge.Routes;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.Jobs;
import io.binome.runs.RunLog;
import io.binome.secrets.Fingerprint;
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Engine.ApplyRequest;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackPreparation.Prepared;
import io.binome.workloads.internal.StackStore.Placement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One apply of one stack. Every step first writes what it is about to make, then makes it, then writes that it is done,
 * so that the same request can be run again after a crash at any point.
 */
final class StackApply {
    /** For how long healing keeps away from a stack whose apply went silent. */
    static final Duration HOLD = Duration.ofSeconds(20);

    private static final Duration HOLD_AGAIN = Duration.ofSeconds(5);

    /** What all applies work with. */
    record Shared(
            Database database,
            Jobs jobs,
            Runtime runtime,
            Routes routes,
            StackStore stacks,
            WorkloadStore workloads,
            ReplicaStore replicas,
            PartStore parts,
            Fingerprint fingerprint,
            Readiness readiness,
            StackPreparation preparation,
            Ids ids,
            InstantSource clock) {}

    private final Shared shared;
    private final ApplyRequest request;
    private final @Nullable Prepared prepared;
    private final RunLog log;
    private final Placement placement;
    private boolean over;
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    private StackApply(
            Shared shared, ApplyRequest request, @Nullable Prepared prepared, Placement placement, RunLog log) {
        this.shared = shared;
        this.request = request;
        this.prepared = prepared;
        this.placement = placement;
        this.log = log;
    }

    /** @param prepared null when the stack is removed */
    static ApplyOutcome run(Shared shared, ApplyRequest request, @Nullable Prepared prepared, RunLog log) {
        Optional<Placement> placement = prepared != null
                ? Optional.of(new Placement(request.planned().stack(), prepared.site(), prepared.host(), 0, null))
                : shared.database().inTenant(request.planned().scope(), transaction -> shared.stacks()
                        .find(transaction, request.planned().stack()));
        return placement.isEmpty()
                ? new ApplyOutcome.Applied()
                : new StackApply(shared, request, prepared, placement.get(), log).run();
    }

    private ApplyOutcome run() {
        try {
            hold();
        } catch (BeyondLimits beyond) {
            return new ApplyOutcome.Stale(String.valueOf(beyond.getMessage()));
        }
        Thread renewal = Thread.ofVirtual().name("apply-hold").start(this::renewHold);
        ApplyOutcome outcome = held(renewal);
        boolean gone = prepared == null && outcome instanceof ApplyOutcome.Applied;
        letGo(transaction -> {
            if (gone) {
                shared.stacks().remove(transaction, stack());
            } else if (prepared != null && outcome instanceof ApplyOutcome.Applied) {
                shared.stacks().claim(transaction, stack(), prepared.wanted().use());
            }
        });
        return outcome;
    }

    private ApplyOutcome held(Thread renewal) {
        try {
            return carryOut();
        } catch (RolloutFailed | Runtime.RuntimeRefused failed) {
            return failed(String.valueOf(failed.getMessage()));
        } catch (Runtime.RuntimeUnavailable unavailable) {
            return failed("The host does not answer: " + unavailable.getMessage()
                    + ". What was running goes on; try again when the host is back");
        } catch (ProblemException problem) {
            return failed(problem.problem().message());
        } catch (RuntimeException stopped) {
            release();
            throw stopped;
        } finally {
            renewal.interrupt();
        }
    }

    private ApplyOutcome.Failed failed(String reason) {
        synchronized (done) {
            return new ApplyOutcome.Failed(reason, done.stream().sorted().toList());
        }
    }

    private ApplyOutcome carryOut() {
        List<ResourceChange> changes = request.plan().changes().stream()
                .filter(change -> change.action().changes())
                .toList();
        StackParts parts = new StackParts(this);
        Prepared complete = prepared;
        if (complete != null) {
            complete = new ImagePulls(this).pull(complete, changes);
            parts.make(complete.wanted(), changes);
        }
        List<ResourceChange> leaving = changes.stream()
                .filter(change -> change.type().equals("service") && change.action() == Action.DELETE)
                .toList();
        Parallel.map(leaving, 8, change -> {
            new ServiceRemoval(this).remove(change.name());
            finished(change);
            return change;
        });
        if (complete != null) {
            new ServiceRollouts(this, complete)
                    .run(changes.stream()
                            .filter(change -> change.type().equals("service") && change.action() != Action.DELETE)
                            .toList());
        }
        parts.clear(changes);
        List<String> notes = complete == null ? List.of() : new MovedTags(this).since(complete, changes);
        notes.forEach(log::line);
        return new ApplyOutcome.Applied(notes);
    }

    /** Whether a hold that was written is in force. One that reaches further than any was written by another clock. */
    static boolean holds(@Nullable Instant until, Instant now) {
        return until != null && now.isBefore(until) && !until.isAfter(now.plus(HOLD.multipliedBy(2)));
    }

    /** Keeps healing away from the stack for as long as this process lives and works on it. */
    private void hold() {
        inStack(transaction -> {
            shared.stacks()
                    .place(
                            transaction,
                            stack(),
                            request.planned().declaration().name(),
                            placement.site(),
                            placement.host());
            claim(transaction);
            // Waits for a healing step that is just deciding, and is seen by the next one.
            shared.stacks().lock(transaction, stack());
            shared.stacks()
                    .applyingUntil(
                            transaction, stack(), shared.clock().instant().plus(HOLD));
        });
    }

    /** Once more, since other stacks of the tenant may have been applied meanwhile; nobody else claims at this moment. */
    private void claim(Transaction transaction) {
        if (prepared == null) {
            return;
        }
        TenantClaims claims = TenantClaims.lock(transaction, shared.stacks(), shared.parts());
        WantedStack wanted = prepared.wanted();
        List<TenantCeiling.Excess> exceeded = claims.exceeded(
                stack(), prepared.limits(), request.planned().declaration().name(), wanted);
        if (!exceeded.isEmpty()) {
            throw new BeyondLimits(exceeded.getFirst().reason());
        }
        // Until the end both count: what runs goes only once the new is there.
        shared.stacks().claim(transaction, stack(), wanted.use().most(claims.of(stack())));
    }

    /** Lets healing back at once, unless another runner is at work on the stack by now. */
    private void release() {
        try {
            letGo(_ -> {});
        } catch (RuntimeException lost) {
            log.line("Healing begins within " + HOLD.toSeconds() + " s: " + lost.getMessage());
        }
    }

    /** Ends the hold, whose renewal is then over; {@code last} goes with it. */
    private synchronized void letGo(Consumer<Transaction> last) {
        over = true;
        inStack(transaction -> {
            shared.stacks().applyingUntil(transaction, stack(), null);
            last.accept(transaction);
        });
    }

    private synchronized boolean renew() {
        if (!over) {
            inStack(transaction -> shared.stacks()
                    .applyingUntil(
                            transaction, stack(), shared.clock().instant().plus(HOLD)));
        }
        return !over;
    }

    private void renewHold() {
        try {
            boolean held = true;
            while (held) {
                Thread.sleep(HOLD_AGAIN);
                try {
                    held = renew();
                } catch (Jobs.LeaseLost lost) {
                    return;
                } catch (RuntimeException failed) {
                    // The database may be back in time for the next.
                    log.line("The stack could not be held for longer just now: " + failed.getMessage());
                }
            }
        } catch (InterruptedException ended) {
            // The apply is over.
        }
    }

    // ---- for the parts of an apply

    Shared shared() {
        return shared;
    }

    TenantScope scope() {
        return request.planned().scope();
    }

    StackId stack() {
        return request.planned().stack();
    }

    String commit() {
        return request.planned().commit();
    }

    RunLog log() {
        return log;
    }

    HostId host() {
        return placement.host();
    }

    SiteId site() {
        return placement.site();
    }

    Cancellation cancellation() {
        return request.lease().cancellation();
    }

    void check() {
        cancellation().check();
    }

    /** A transaction that only the runner that still owns the job can commit. */
    <T> T fenced(Function<Transaction, T> work) {
        return shared.database().inTenant(scope(), transaction -> {
            shared.jobs().fence(transaction, request.lease());
            return work.apply(transaction);
        });
    }

    void inStack(Consumer<Transaction> work) {
        fenced(transaction -> {
            work.accept(transaction);
            return stack();
        });
    }

    void finished(ResourceChange change) {
        done.add(change.address());
        log.line("Done: " + change.address() + " ("
                + change.action().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")");
    }

    static SortedMap<Integer, Integer> ports(Prepared complete, String service) {
        return complete.ports().getOrDefault(service, new TreeMap<>());
    }

    /** Undoes the transaction that would have begun the apply. */
    private static final class BeyondLimits extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BeyondLimits(String message) {
            super(message, null, false, false);
        }
    }

    /** A step could not be carried out; the message is a sentence for the run's reader. */
    static final class RolloutFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolloutFailed(String message) {
            super(message, null, false, false);
        }
    }
}
