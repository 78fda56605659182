package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.database.Database;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row as others see it: with the name of its repository and with what keeps it from being applied. */
final class ChangeView {
    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Repositories repositories;
    private final Stacks stacks;
    private final JudgementStore judgements;
    private final ActivityStore activities;
    private final Judge judge;

    ChangeView(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            Repositories repositories,
            Stacks stacks,
            JudgementStore judgements,
            ActivityStore activities,
            Judge judge) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.repositories = repositories;
        this.stacks = stacks;
        this.judgements = judgements;
        this.activities = activities;
        this.judge = judge;
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

    /** Most important first, by the terms and the people as they are at this moment. Opens transactions of its own. */
    List<Blocker> blockers(TenantScope scope, ChangeRow row) {
        if (row.state.over()) {
            return List.of();
        }
        boolean planned = row.state instanceof ChangeState.Planned || row.state instanceof ChangeState.Scheduled;
        if (!planned && !(row.state instanceof ChangeState.Queued)) {
            List<Blocker> blockers = new ArrayList<>();
            ownBlockers(row, blockers);
            return blockers;
        }
        Looked looked = database.inTenant(
                scope,
                transaction -> new Looked(
                        plans.outlines(transaction, row.id, row.round),
                        judgements.find(transaction, row.id, row.round),
                        activities.votes(transaction, row.id)));
        looked.judgement().ifPresent(judgement -> recount(scope, row, looked, judgement));
        List<Blocker> blockers = new ArrayList<>();
        ownBlockers(row, blockers);
        if (planned) {
            List<String> reasons =
                    new ArrayList<>(new Staleness(repositories, stacks).reasons(scope, row, looked.plans()));
            looked.judgement().ifPresent(judgement -> reasons.addAll(judge.moved(scope, judgement)));
            if (!reasons.isEmpty()) {
                blockers.addFirst(new Blocker.Stale(reasons));
            }
        }
        if (planned && !(row.isOverridden())) {
            looked.judgement()
                    .flatMap(judgement -> judge.closed(scope, row, judgement, looked.plans()))
                    .ifPresent(blockers::add);
        }
        blockers.addAll(inFront(scope, row, looked.plans()));
        return blockers;
    }

    /** What was read of a change in one transaction. */
    private record Looked(List<PlanStore.Kept> plans, Optional<Judgement> judgement, List<Review> votes) {}

    /** A role may have been lost since the votes were counted last. */
    private void recount(TenantScope scope, ChangeRow row, Looked looked, Judgement judgement) {
        row.blocking = judgement.blocking().size();
        row.firstBlocking = judgement.blocking().stream()
                .findFirst()
                .map(finding -> finding.message().getOrDefault("en", finding.title()))
                .orElse("");
        Map<String, Standing> standings = judge.standings(scope);
        if (row.overridden != null && !row.overridden.holds(judgement, standings)) {
            row.overridden = null;
        }
        List<Review> standing = looked.votes().stream()
                .filter(vote -> vote.counts() && vote.fingerprint().equals(row.fingerprint))
                .toList();
        row.unmet = Tally.unmet(judgement.required(), standing, row.authors, standings);
        row.rejectedBy = standing.stream()
                .filter(vote -> vote.vote() == Review.Vote.REJECTED)
                .map(Review::reviewer)
                .filter(reviewer -> Tally.mayVote(standings.get(reviewer)))
                .reduce((_, last) -> last)
                .orElse(null);
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
        if (row.isOverridden()) {
            return;
        }
        if (row.blocking > 0) {
            blockers.add(new Blocker.BreaksRules(row.blocking, row.firstBlocking));
        }
        row.unmet.forEach(unmet -> blockers.add(new Blocker.NeedsApproval(unmet.missing(), unmet.need())));
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
                row.risk,
                limited(row),
                overridden(row),
                row.createdAt,
                row.updatedAt);
    }

    private static Change.@Nullable Limited limited(ChangeRow row) {
        StoredJson.StoredLimit limit = row.limitNow();
        return limit == null ? null : new Change.Limited(limit.targets(), limit.by(), limit.reason(), limit.at());
    }

    private static Change.@Nullable Overridden overridden(ChangeRow row) {
        StoredJson.StoredOverride overridden = row.overridden;
        return overridden == null || !row.isOverridden()
                ? null
                : new Change.Overridden(overridden.by(), overridden.reason(), overridden.at());
    }
}
