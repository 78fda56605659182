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
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Engine.ApplyRequest;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.Fingerprint;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackPreparation.Prepared;
import io.binome.workloads.internal.StackStore.Placement;
import java.time.Duration;
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
        hold();
        Thread renewal = Thread.ofVirtual().name("apply-hold").start(this::renewHold);
        ApplyOutcome outcome;
        try {
            outcome = carryOut();
        } catch (RolloutFailed | Runtime.RuntimeRefused failed) {
            outcome = failed(String.valueOf(failed.getMessage()));
        } catch (Runtime.RuntimeUnavailable unavailable) {
            outcome = failed("The host does not answer: " + unavailable.getMessage()
                    + ". What was running goes on; try again when the host is back");
        } catch (ProblemException problem) {
            outcome = failed(problem.problem().message());
        } finally {
            renewal.interrupt();
        }
        boolean gone = prepared == null && outcome instanceof ApplyOutcome.Applied;
        inStack(transaction -> {
            if (gone) {
                shared.stacks().remove(transaction, stack());
            } else {
                shared.stacks().applyingUntil(transaction, stack(), null);
            }
        });
        return outcome;
    }

    private ApplyOutcome.Failed failed(String reason) {
        log.line("Failed: " + reason);
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
        return new ApplyOutcome.Applied();
    }

    /** Keeps healing away from the stack for as long as this process lives and works on it. */
    private void hold() {
        inStack(transaction -> {
            shared.stacks().place(transaction, stack(), placement.site(), placement.host());
            // Waits for a healing step that is just deciding, and is seen by the next one.
            shared.stacks().lock(transaction, stack());
            shared.stacks()
                    .applyingUntil(
                            transaction, stack(), shared.clock().instant().plus(HOLD));
        });
    }

    private void renewHold() {
        try {
            while (true) {
                Thread.sleep(HOLD_AGAIN);
                inStack(transaction -> shared.stacks()
                        .applyingUntil(
                                transaction, stack(), shared.clock().instant().plus(HOLD)));
            }
        } catch (InterruptedException ended) {
            // The apply is over.
        } catch (RuntimeException lost) {
            log.line("The stack is no longer held for this apply: " + lost.getMessage());
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

    /** A step could not be carried out; the message is a sentence for the run's reader. */
    static final class RolloutFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolloutFailed(String message) {
            super(message, null, false, false);
        }
    }
}
