package io.binome.changes.internal;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeFilter;
import io.binome.changes.ChangeProblem;
import io.binome.changes.Changes;
import io.binome.changes.Judgement;
import io.binome.changes.Mending;
import io.binome.changes.Offer;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.Stack;
import io.binome.tenancy.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes in PostgreSQL. */
final class DatabaseChanges implements Changes {
    private static final int MOST_COMMENT = 20_000;

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final JudgementStore judgements;
    private final ActivityStore activities;
    private final Repositories repositories;
    private final ChangeView view;
    private final CommandCarrier carrier;
    private final StackMender mender;
    private final AppliedStacks applied;
    private final Standings standings;
    private final ChangeRecorder recorder;
    private final ChangeWatch watch;

    DatabaseChanges(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            JudgementStore judgements,
            ActivityStore activities,
            Repositories repositories,
            ChangeView view,
            CommandCarrier carrier,
            StackMender mender,
            AppliedStacks applied,
            Standings standings,
            ChangeRecorder recorder,
            ChangeWatch watch) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.judgements = judgements;
        this.activities = activities;
        this.repositories = repositories;
        this.view = view;
        this.carrier = carrier;
        this.mender = mender;
        this.applied = applied;
        this.standings = standings;
        this.recorder = recorder;
        this.watch = watch;
    }

    @Override
    public Optional<ChangeId> byNumber(TenantScope scope, RepositoryId repository, int number) {
        return database.inTenant(scope, transaction -> changes.byNumber(transaction, repository, number));
    }

    @Override
    public Change get(TenantScope scope, ChangeId change) {
        return view.full(scope, row(scope, change));
    }

    @Override
    public Page<Change> list(TenantScope scope, ChangeFilter filter, PageRequest page) {
        List<ChangeRow> rows = database.inTenant(scope, transaction -> changes.list(transaction, filter, page));
        Map<RepositoryId, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        return Page.of(rows, page, row -> row.id.toString())
                .map(row -> view.brief(row, names.getOrDefault(row.repository, "?")));
    }

    @Override
    public Set<MemberId> awaited(TenantScope scope, ChangeId change) {
        Map<String, Standing> people = standings.byReference(scope);
        return database.inTenant(scope, transaction -> changes.find(transaction, change)
                .flatMap(row -> judgements
                        .find(transaction, row.id, row.round)
                        .map(judgement -> Awaited.of(row, judgement, standing(transaction, row), people)))
                .orElse(Set.of()));
    }

    private List<Review> standing(Transaction transaction, ChangeRow row) {
        return activities.votes(transaction, row.id).stream()
                .filter(review -> review.counts() && review.fingerprint().equals(row.fingerprint))
                .toList();
    }

    @Override
    public List<StackPlan> plans(TenantScope scope, ChangeId change) {
        return database.inTenant(
                scope, transaction -> changes
                        .find(transaction, change)
                        .map(row -> plans.of(transaction, change, row.round))
                        .orElse(List.of())
                        .stream()
                        .map(PlanStore.Kept::plan)
                        .toList());
    }

    @Override
    public Optional<Judgement> judgement(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> changes.find(transaction, change)
                .flatMap(row -> judgements.find(transaction, change, row.round)));
    }

    @Override
    public List<Finding> findings(TenantScope scope, ChangeId change) {
        return row(scope, change).findings;
    }

    @Override
    public List<Review> reviews(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> activities.votes(transaction, change));
    }

    @Override
    public List<Activity> activity(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> activities.list(transaction, change));
    }

    @Override
    public Page<Activity> activity(TenantScope scope, ChangeId change, PageRequest page) {
        return database.inTenant(scope, transaction -> activities.list(transaction, change, page));
    }

    @Override
    public List<Offer> offers(TenantScope scope, ChangeId change, Actor actor, boolean leads) {
        ChangeRow row = row(scope, change);
        List<Blocker> blockers = view.blockers(scope, row);
        Judgement judgement = judgement(scope, change).orElse(null);
        String seen = row.fingerprint;
        List<ChangeCommand> commands = List.of(
                new ChangeCommand.Approve(seen, null),
                new ChangeCommand.Reject(seen, ""),
                new ChangeCommand.WithdrawReview(),
                new ChangeCommand.Apply(seen),
                new ChangeCommand.Schedule(seen),
                new ChangeCommand.Override(seen, ""),
                new ChangeCommand.Limit(List.of(), ""),
                new ChangeCommand.Cancel(),
                new ChangeCommand.Retry(),
                new ChangeCommand.GoBack(""),
                new ChangeCommand.Replan(),
                new ChangeCommand.MarkDraft(),
                new ChangeCommand.MarkReady(),
                new ChangeCommand.Close(),
                new ChangeCommand.Reopen(),
                new ChangeCommand.Edit(row.title, row.description, leads));
        List<Offer> offers = new ArrayList<>();
        boolean overrides = carrier.admitsOverrides(scope);
        for (ChangeCommand command : commands) {
            Optional<Problem> refusal =
                    CommandRules.refusal(row, blockers, judgement, overrides, actor.reference(), command);
            offers.add(new Offer(
                    command.name(),
                    refusal.map(Problem::code).orElse(null),
                    refusal.map(Problem::message).orElse(null)));
        }
        return offers;
    }

    @Override
    public Change command(TenantScope scope, Actor actor, ChangeId change, ChangeCommand command) {
        return get(scope, carrier.carry(scope, actor, row(scope, change), command));
    }

    @Override
    public Change mend(TenantScope scope, Actor actor, Stack stack, Mending mending) {
        return get(scope, mender.mend(scope, actor, stack, mending));
    }

    @Override
    public Optional<Engine.PlanRequest> asApplied(TenantScope scope, StackId stack, RunId run) {
        return applied.request(scope, stack, run);
    }

    @Override
    public Activity.Comment comment(
            TenantScope scope, Actor actor, ChangeId change, String text, @Nullable PlanLine line) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > MOST_COMMENT) {
            throw new ProblemException(InvalidInput.of("comment", "must have 1 to " + MOST_COMMENT + " characters"));
        }
        return inRow(scope, change, transaction -> row -> {
            Activity.Comment comment = new Activity.Comment(recorder.now(), actor.reference(), stripped, line);
            activities.comment(transaction, change, comment);
            row.updatedAt = comment.at();
            changes.update(transaction, row);
            return comment;
        });
    }

    private <T> T inRow(TenantScope scope, ChangeId change, Function<Transaction, Function<ChangeRow, T>> work) {
        return database.inTenant(scope, transaction -> work.apply(transaction)
                .apply(changes.lock(transaction, change).orElseThrow(() -> notFound(change))));
    }

    @Override
    public List<Change> queue(TenantScope scope, StackId stack) {
        List<ChangeRow> rows = database.inTenant(scope, transaction -> plans.queue(transaction, stack).stream()
                .flatMap(id -> changes.find(transaction, id).stream())
                .toList());
        return rows.stream()
                .map(row -> view.brief(row, view.repositoryName(scope, row)))
                .toList();
    }

    @Override
    public void termsMoved(TenantScope scope) {
        carrier.judgeAgain(scope);
    }

    @Override
    public long await(TenantScope scope, ChangeId change, long revision, Duration atMost) {
        return watch.await(
                change,
                revision,
                atMost,
                () -> database.inTenant(scope, transaction -> changes.revision(transaction, change)));
    }

    private ChangeRow row(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> changes.find(transaction, change))
                .orElseThrow(() -> notFound(change));
    }

    private static ProblemException notFound(ChangeId change) {
        return new ProblemException(new ChangeProblem.NotFound(change.toString()));
    }
}
