package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.database.Database;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row as others see it: with the name of its repository and with what keeps it from being applied. */
final class ChangeView {
    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Repositories repositories;
    private final Stacks stacks;

    ChangeView(Database database, ChangeStore changes, PlanStore plans, Repositories repositories, Stacks stacks) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.repositories = repositories;
        this.stacks = stacks;
    }

    /** In full, looking at the target and at what runs. */
    Change full(TenantScope scope, ChangeRow row) {
        return view(row, repositoryName(scope, row), blockers(scope, row));
    }

    /** For a list: without what would have to be looked at elsewhere. */
    Change brief(ChangeRow row, String repositoryName) {
        List<Blocker> blockers = new ArrayList<>();
        ownBlockers(row, blockers);
        return view(row, repositoryName, blockers);
    }

    String repositoryName(TenantScope scope, ChangeRow row) {
        return repositories.byId(scope, row.repository).map(Repository::name).orElse("?");
    }

    /** Most important first. Opens transactions of its own. */
    List<Blocker> blockers(TenantScope scope, ChangeRow row) {
        List<Blocker> blockers = new ArrayList<>();
        if (row.state.over()) {
            return blockers;
        }
        ownBlockers(row, blockers);
        if (row.state instanceof ChangeState.Planned || row.state instanceof ChangeState.Queued) {
            List<PlanStore.Kept> kept =
                    database.inTenant(scope, transaction -> plans.of(transaction, row.id, row.round));
            List<String> reasons = new Staleness(repositories, stacks).reasons(scope, row, kept);
            if (!reasons.isEmpty() && row.state instanceof ChangeState.Planned) {
                blockers.addFirst(new Blocker.Stale(reasons));
            }
            blockers.addAll(inFront(scope, row, kept));
        }
        return blockers;
    }

    private static void ownBlockers(ChangeRow row, List<Blocker> blockers) {
        if (row.state.over()) {
            return;
        }
        if (row.fingerprint.isEmpty()) {
            blockers.add(new Blocker.NotPlanned());
        }
        if (row.draft) {
            blockers.add(new Blocker.IsDraft());
        }
        if (row.rejectedBy != null) {
            blockers.add(new Blocker.Rejected(row.rejectedBy));
        }
        if (row.approvals < 1 && !row.goingBack) {
            blockers.add(new Blocker.NeedsApproval(1));
        }
    }

    /** Others that stand before this one in a queue that it is in, or that left one of its stacks half-way. */
    private List<Blocker> inFront(TenantScope scope, ChangeRow row, List<PlanStore.Kept> kept) {
        Map<StackId, String> names = new HashMap<>();
        kept.forEach(
                one -> names.put(one.plan().stack(), one.plan().declaration().name()));
        Map<StackId, ChangeRow> first = database.inTenant(scope, transaction -> {
            Map<StackId, ChangeRow> found = new HashMap<>();
            for (StackId stack : names.keySet()) {
                List<ChangeId> queue = plans.queue(transaction, stack);
                if (!queue.isEmpty() && !queue.getFirst().equals(row.id)) {
                    changes.find(transaction, queue.getFirst()).ifPresent(other -> found.put(stack, other));
                }
            }
            return found;
        });
        List<Blocker> blockers = new ArrayList<>();
        first.forEach((stack, other) -> {
            String name = Optional.ofNullable(names.get(stack)).orElse("");
            String reference = repositoryName(scope, other) + "!" + other.number;
            boolean halfWay = other.halfApplied
                    || other.state instanceof ChangeState.ApplyFailed
                    || other.state instanceof ChangeState.GoingBack;
            if (halfWay) {
                blockers.add(new Blocker.StackPartial(name, reference));
            } else if (row.state instanceof ChangeState.Queued) {
                blockers.add(new Blocker.WaitsFor(name, reference));
            }
        });
        return blockers;
    }

    private static Change view(ChangeRow row, String repositoryName, List<Blocker> blockers) {
        return new Change(
                row.id,
                row.repository,
                repositoryName,
                row.number,
                row.title,
                row.description,
                row.branch,
                row.head,
                row.base,
                row.merge,
                row.state,
                row.draft,
                row.opener,
                java.util.Set.copyOf(row.authors),
                row.undoes,
                row.reviewDue,
                row.halfApplied,
                List.copyOf(blockers),
                row.summary,
                row.revision,
                row.fingerprint,
                row.createdAt,
                row.updatedAt);
    }
}
