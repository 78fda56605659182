package io.binome.advice.internal;

import io.binome.advice.AppliedChange;
import io.binome.advice.AppliedChange.Outcome;
import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the record of what was applied out of a tenant's changes. */
final class RecordReader {
    /** Reading is bounded: the thousand newest changes of a tenant decide. */
    private static final int MOST = 1_000;

    private static final int PAGE = 200;
    private static final Set<String> BROKE = Set.of("change.apply-failed", "change.go-back-failed");

    private final Changes changes;

    RecordReader(Changes changes) {
        this.changes = changes;
    }

    /** The newest changes of a tenant, newest first. */
    List<Change> all(TenantScope scope) {
        List<Change> all = new ArrayList<>();
        PageRequest request = PageRequest.first(PAGE);
        while (true) {
            Page<Change> page = changes.list(scope, ChangeFilter.ANY, request);
            all.addAll(page.items());
            String next = page.next();
            if (next == null || all.size() >= MOST) {
                return all;
            }
            request = new PageRequest(PAGE, next);
        }
    }

    /** What was applied since, or went wrong; never what governs, which says nothing of how well people operate. */
    List<AppliedChange> record(TenantScope scope, List<Change> all, Instant since) {
        Set<ChangeId> undone = new HashSet<>();
        for (Change change : all) {
            ChangeId undoes = change.undoes();
            if (undoes != null && change.state() instanceof ChangeState.Merged) {
                undone.add(undoes);
            }
        }
        List<AppliedChange> record = new ArrayList<>();
        for (Change change : all) {
            Risk risk = change.risk();
            if (risk != null
                    && change.updatedAt().isAfter(since)
                    && change.undoes() == null
                    && !change.repositoryName().equals(Contracts.REPOSITORY)) {
                outcome(scope, change, undone.contains(change.id()))
                        .ifPresent(known -> record.add(new AppliedChange(
                                change.id(),
                                change.reference(),
                                Set.copyOf(change.summary().environments()),
                                risk,
                                known.at(),
                                known.outcome())));
            }
        }
        return record;
    }

    private record Known(Outcome outcome, Instant at) {}

    private Optional<Known> outcome(TenantScope scope, Change change, boolean undone) {
        boolean over = change.state() instanceof ChangeState.Merged || change.state() instanceof ChangeState.WentBack;
        if (!over && !(change.state() instanceof ChangeState.ApplyFailed)) {
            return Optional.empty();
        }
        Instant applied = change.updatedAt();
        boolean broke = change.state() instanceof ChangeState.ApplyFailed;
        for (Activity activity : changes.activity(scope, change.id())) {
            if (activity instanceof Activity.Step step) {
                broke |= BROKE.contains(step.kind());
                if (step.kind().equals("change.applied") || BROKE.contains(step.kind())) {
                    applied = step.at();
                }
            }
        }
        if (undone || change.state() instanceof ChangeState.WentBack) {
            return Optional.of(new Known(Outcome.WENT_BACK, applied));
        }
        if (broke) {
            return Optional.of(new Known(Outcome.FAILED, applied));
        }
        return Optional.of(
                new Known(change.overridden() == null ? stayed(scope, change) : Outcome.OVERRIDDEN, applied));
    }

    /** By what the rules said when it was judged last, right before it was applied. */
    private Outcome stayed(TenantScope scope, Change change) {
        return changes.judgement(scope, change.id())
                .filter(judgement -> !judgement.warnings().isEmpty())
                .map(_ -> Outcome.WARNED)
                .orElse(Outcome.STAYED);
    }
}
