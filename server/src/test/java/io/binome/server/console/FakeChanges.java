package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeFilter;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.changes.Judgement;
import io.binome.changes.Mending;
import io.binome.changes.Offer;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes in memory, with as much of their rules as pages need to be tried: approving, applying, commenting, closing. */
final class FakeChanges implements Changes {
    private final Map<ChangeId, Kept> kept = new LinkedHashMap<>();

    /** A change with all that belongs to it. */
    static final class Kept {
        final TenantId tenant;
        Change change;
        List<StackPlan> plans = List.of();
        List<Finding> findings = List.of();
        final List<Review> reviews = new ArrayList<>();
        final List<Activity> activity = new ArrayList<>();

        @Nullable
        Judgement judgement;

        Kept(TenantId tenant, Change change) {
            this.tenant = tenant;
            this.change = change;
        }
    }

    synchronized Kept add(TenantId tenant, Change change) {
        Kept one = new Kept(tenant, change);
        kept.put(change.id(), one);
        return one;
    }

    synchronized void judge(TenantScope scope, ChangeId id, Judgement judgement) {
        find(scope, id).judgement = judgement;
    }

    synchronized void move(ChangeId id, ChangeState state, List<Blocker> blockers) {
        Kept one = kept.get(id);
        one.change = with(one.change, state, blockers, one.change.draft());
        notifyAll();
    }

    private static Change with(Change old, ChangeState state, List<Blocker> blockers, boolean draft) {
        return new Change(
                old.id(),
                old.repository(),
                old.repositoryName(),
                old.number(),
                old.title(),
                old.description(),
                old.branch(),
                old.head(),
                old.base(),
                old.merge(),
                state,
                draft,
                old.opener(),
                old.authors(),
                old.undoes(),
                old.reviewDue(),
                old.halfApplied(),
                blockers,
                old.summary(),
                old.revision() + 1,
                old.fingerprint(),
                old.risk(),
                old.limited(),
                old.overridden(),
                old.createdAt(),
                Instant.now());
    }

    private synchronized Kept find(TenantScope scope, ChangeId id) {
        Kept one = kept.get(id);
        if (one == null || !one.tenant.equals(scope.tenant())) {
            throw new ProblemException(new ChangeProblem.NotFound(id.toString()));
        }
        return one;
    }

    @Override
    public synchronized Optional<ChangeId> byNumber(TenantScope scope, RepositoryId repository, int number) {
        return kept.values().stream()
                .filter(one -> one.tenant.equals(scope.tenant()))
                .map(one -> one.change)
                .filter(change -> change.repository().equals(repository) && change.number() == number)
                .map(Change::id)
                .findFirst();
    }

    @Override
    public Change get(TenantScope scope, ChangeId change) {
        return find(scope, change).change;
    }

    @Override
    public synchronized Page<Change> list(TenantScope scope, ChangeFilter filter, PageRequest page) {
        return new Page<>(
                kept.values().stream()
                        .filter(one -> one.tenant.equals(scope.tenant()))
                        .map(one -> one.change)
                        .filter(change -> filter.repository() == null
                                || change.repository().equals(filter.repository()))
                        .filter(change -> filter.state() == null
                                || (filter.state().equals("open")
                                        ? !change.state().over()
                                        : change.state().name().equals(filter.state())))
                        .filter(change -> filter.text() == null
                                || (change.title() + change.branch())
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .contains(filter.text().toLowerCase(java.util.Locale.ROOT)))
                        .limit(page.limit())
                        .toList(),
                null);
    }

    @Override
    public List<StackPlan> plans(TenantScope scope, ChangeId change) {
        return find(scope, change).plans;
    }

    @Override
    public Optional<Judgement> judgement(TenantScope scope, ChangeId change) {
        return Optional.ofNullable(find(scope, change).judgement);
    }

    @Override
    public List<Finding> findings(TenantScope scope, ChangeId change) {
        return find(scope, change).findings;
    }

    @Override
    public java.util.Set<io.binome.kernel.MemberId> awaited(TenantScope scope, ChangeId change) {
        return java.util.Set.of();
    }

    @Override
    public synchronized List<Review> reviews(TenantScope scope, ChangeId change) {
        return List.copyOf(find(scope, change).reviews);
    }

    @Override
    public synchronized List<Activity> activity(TenantScope scope, ChangeId change) {
        return List.copyOf(find(scope, change).activity);
    }

    @Override
    public Page<Activity> activity(TenantScope scope, ChangeId change, PageRequest page) {
        return new Page<>(activity(scope, change), null);
    }

    @Override
    public List<Offer> offers(TenantScope scope, ChangeId id, Actor actor, boolean leads) {
        Change change = find(scope, id).change;
        boolean author = change.authors().contains(actor.reference());
        boolean planned = change.state() instanceof ChangeState.Planned;
        boolean over = change.state().over();
        boolean failed = change.state() instanceof ChangeState.ApplyFailed;
        boolean running =
                change.state() instanceof ChangeState.Applying || change.state() instanceof ChangeState.Queued;
        List<Offer> offers = new ArrayList<>();
        offers.add(author ? refused("approve", "own-change") : offer("approve", planned));
        offers.add(author ? refused("reject", "own-change") : offer("reject", planned));
        offers.add(planned && !change.blockers().isEmpty() ? refused("apply", "blocked") : offer("apply", planned));
        offers.add(offer("cancel", running));
        offers.add(offer("retry", failed));
        offers.add(offer("go-back", failed || change.state() instanceof ChangeState.Merged));
        offers.add(offer("replan", !over && !running));
        offers.add(offer("mark-draft", planned && !change.draft()));
        offers.add(offer("mark-ready", planned && change.draft()));
        offers.add(offer("close", !over && !running));
        offers.add(offer("reopen", change.state() instanceof ChangeState.Closed));
        offers.add(author || leads ? offer("edit", true) : refused("edit", "others-change"));
        return offers;
    }

    private static Offer offer(String command, boolean open) {
        return open ? new Offer(command, null, null) : refused(command, "not-now");
    }

    private static Offer refused(String command, String code) {
        return new Offer(command, code, "It is not possible now.");
    }

    @Override
    public synchronized Change command(TenantScope scope, Actor actor, ChangeId id, ChangeCommand command) {
        Kept one = find(scope, id);
        Change change = one.change;
        boolean open = offers(scope, id, actor, command instanceof ChangeCommand.Edit edit && edit.leads()).stream()
                .anyMatch(offer -> offer.command().equals(command.name()) && offer.open());
        if (!open) {
            throw new ProblemException(
                    new ChangeProblem.NotNow(command.name(), change.state().name()));
        }
        switch (command) {
            case ChangeCommand.Approve approve -> {
                one.reviews.add(new Review(
                        actor.reference(),
                        Review.Vote.APPROVED,
                        approve.note(),
                        approve.seen(),
                        true,
                        null,
                        Instant.now()));
                one.change = with(change, change.state(), List.of(), change.draft());
            }
            case ChangeCommand.Reject reject -> {
                one.reviews.add(new Review(
                        actor.reference(),
                        Review.Vote.REJECTED,
                        reject.note(),
                        reject.seen(),
                        true,
                        null,
                        Instant.now()));
                one.change =
                        with(change, change.state(), List.of(new Blocker.Rejected(actor.reference())), change.draft());
            }
            case ChangeCommand.Apply _, ChangeCommand.Retry _ ->
                one.change = with(change, new ChangeState.Applying(), List.of(), false);
            case ChangeCommand.GoBack _ -> one.change = with(change, new ChangeState.WentBack(), List.of(), false);
            case ChangeCommand.Close _ -> one.change = with(change, new ChangeState.Closed(), List.of(), false);
            case ChangeCommand.Cancel _, ChangeCommand.Reopen _, ChangeCommand.Replan _ ->
                one.change = with(change, new ChangeState.Planned(), change.blockers(), change.draft());
            case ChangeCommand.MarkDraft _ ->
                one.change = with(change, change.state(), List.of(new Blocker.IsDraft()), true);
            case ChangeCommand.MarkReady _ ->
                one.change = with(change, change.state(), List.of(new Blocker.NeedsApproval(1)), false);
            case ChangeCommand.Schedule _,
                    ChangeCommand.Override _,
                    ChangeCommand.Limit _,
                    ChangeCommand.WithdrawReview _,
                    ChangeCommand.Edit _ -> {}
        }
        one.activity.add(
                new Activity.Step(Instant.now(), actor.reference(), "change." + command.name(), Map.of(), null));
        notifyAll();
        return one.change;
    }

    @Override
    public synchronized Activity.Comment comment(
            TenantScope scope, Actor actor, ChangeId change, String text, @Nullable PlanLine line) {
        Activity.Comment comment = new Activity.Comment(Instant.now(), actor.reference(), text, line);
        find(scope, change).activity.add(comment);
        return comment;
    }

    /** Whatever is open stands for the change that would be opened. */
    @Override
    public Change mend(TenantScope scope, Actor actor, Stack stack, Mending mending) {
        return list(scope, ChangeFilter.ANY, PageRequest.first(1)).items().getFirst();
    }

    @Override
    public Optional<Engine.PlanRequest> asApplied(TenantScope scope, StackId stack, RunId run) {
        return Optional.empty();
    }

    @Override
    public List<Change> queue(TenantScope scope, StackId stack) {
        return List.of();
    }

    @Override
    public void termsMoved(TenantScope scope) {}

    @Override
    public synchronized long await(TenantScope scope, ChangeId change, long revision, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (find(scope, change).change.revision() <= revision) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return find(scope, change).change.revision();
    }
}
