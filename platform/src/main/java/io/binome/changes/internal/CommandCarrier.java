package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.tenancy.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries out commands on changes: rules first, under the row's lock, then the step with its record. */
final class CommandCarrier {
    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final ActivityStore activities;
    private final Repositories repositories;
    private final Standings standings;
    private final Contracts contracts;
    private final ChangeView view;
    private final PlanConclusion conclusion;
    private final Undoing undoing;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    CommandCarrier(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            ActivityStore activities,
            Repositories repositories,
            Standings standings,
            Contracts contracts,
            ChangeView view,
            PlanConclusion conclusion,
            Undoing undoing,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.activities = activities;
        this.repositories = repositories;
        this.standings = standings;
        this.contracts = contracts;
        this.view = view;
        this.conclusion = conclusion;
        this.undoing = undoing;
        this.recorder = recorder;
        this.work = work;
    }

    /**
     * @param seen the row as it was just read, for what cannot be looked at inside the transaction
     * @return the change that the command led to: another one when a merged change is undone
     */
    ChangeId carry(TenantScope scope, Actor actor, ChangeRow seen, ChangeCommand command) {
        List<Blocker> blockers = asksToBegin(command) ? view.blockers(scope, seen) : List.of();
        Map<String, Standing> people = standings.byReference(scope);
        requireBranch(scope, seen, command);
        if (command instanceof ChangeCommand.GoBack goBack && seen.state instanceof ChangeState.Merged) {
            refuse(CommandRules.refusal(seen, blockers, null, false, actor.reference(), command));
            return undoing.undo(scope, actor, seen, goBack.reason());
        }
        return database.inTenant(scope, transaction -> {
            ChangeRow row = changes.lock(transaction, seen.id)
                    .orElseThrow(() -> new ProblemException(new ChangeProblem.NotFound(seen.id.toString())));
            if (row.revision != seen.revision && asksToBegin(command)) {
                // What was looked at outside of the transaction is worth nothing any more.
                throw new ProblemException(new ChangeProblem.SeenIsOld());
            }
            Judgement judgement = conclusion.judgement(transaction, row).orElse(null);
            boolean overrides = command instanceof ChangeCommand.Limit
                    && contracts.inForce(transaction).contract().overrides();
            refuse(CommandRules.refusal(row, blockers, judgement, overrides, actor.reference(), command));
            step(transaction, new Step(row, actor, judgement, people, blockers), command);
            return row.id;
        });
    }

    /** Whether the contract in force admits that anything is left out. */
    boolean admitsOverrides(TenantScope scope) {
        return contracts.inForce(scope).contract().overrides();
    }

    /** Plans all planned changes again: what their plans need may have become something else. */
    void judgeAgain(TenantScope scope) {
        database.inTenant(scope, transaction -> {
            List<ChangeId> planned = changes.judged(transaction, null);
            planned.forEach(change -> work.revalidate(transaction, change));
            return planned;
        });
    }

    private static boolean asksToBegin(ChangeCommand command) {
        return command instanceof ChangeCommand.Apply || command instanceof ChangeCommand.Schedule;
    }

    /** Of what a command is carried out, and what is known about it. */
    private record Step(
            ChangeRow row,
            Actor actor,
            @Nullable Judgement judgement,
            Map<String, Standing> people,
            List<Blocker> blockers) {}

    private static void refuse(Optional<Problem> refusal) {
        refusal.ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }

    /** What was closed with its branch can be reopened only while there is something to plan. */
    private void requireBranch(TenantScope scope, ChangeRow row, ChangeCommand command) {
        if (command instanceof ChangeCommand.Reopen && row.undoes != null) {
            throw new ProblemException(new ChangeProblem.Blocked(
                    "going-back", "What goes back is opened anew: press go back on the change itself."));
        }
        if (command instanceof ChangeCommand.Reopen) {
            Repository repository = repositories.byId(scope, row.repository).orElseThrow();
            if (repositories.head(scope, repository.id(), row.branch).isEmpty()) {
                throw new ProblemException(new ChangeProblem.Blocked(
                        "branch-gone", "The branch " + row.branch + " is gone. Push it again to open a new change."));
            }
        }
    }

    private void step(Transaction transaction, Step step, ChangeCommand command) {
        ChangeRow row = step.row();
        Actor actor = step.actor();
        switch (command) {
            case ChangeCommand.Approve approve ->
                vote(transaction, step, Review.Vote.APPROVED, approve.note(), "change.approved");
            case ChangeCommand.Reject reject ->
                vote(transaction, step, Review.Vote.REJECTED, reject.note(), "change.rejected");
            case ChangeCommand.WithdrawReview _ ->
                vote(transaction, step, Review.Vote.WITHDRAWN, null, "change.review-withdrawn");
            case ChangeCommand.Apply _ -> queue(transaction, row, actor);
            case ChangeCommand.Schedule _ -> schedule(transaction, step);
            case ChangeCommand.Override override -> override(transaction, step, override);
            case ChangeCommand.Limit limit -> limit(transaction, row, actor, limit);
            case ChangeCommand.Cancel _ -> cancel(transaction, row, actor);
            case ChangeCommand.Retry _ -> {
                row.move(new Event.RetryWanted());
                row.retried = true;
                row.applyJob = work.apply(transaction, row.id);
                recorder.save(transaction, row, actor, "change.retried", Map.of());
            }
            case ChangeCommand.GoBack goBack -> {
                row.move(new Event.GoBackWanted(row.halfApplied));
                work.goBack(transaction, row.id);
                recorder.save(
                        transaction, row, actor, "change.go-back-asked", Map.of("reason", reason(goBack.reason())));
            }
            case ChangeCommand.Replan _ -> {
                if (!row.hasAuthor(actor.reference())) {
                    row.trustedHead = row.head;
                }
                planAgain(transaction, row, actor, new Event.PlanWanted(), "change.replan-asked", Map.of());
            }
            case ChangeCommand.MarkDraft _ -> {
                row.draft = true;
                recorder.save(transaction, row, actor, "change.marked-draft", Map.of());
            }
            case ChangeCommand.MarkReady _ -> {
                row.draft = false;
                recorder.save(transaction, row, actor, "change.marked-ready", Map.of());
            }
            case ChangeCommand.Close _ -> {
                row.move(new Event.CloseWanted());
                row.forgetPlan();
                plans.forgetArtifacts(transaction, row.id);
                row.applyJob = null;
                leave(transaction, row);
                recorder.save(transaction, row, actor, "change.closed", Map.of());
            }
            case ChangeCommand.Reopen _ -> {
                if (changes.lockOpenOf(transaction, row.repository, row.branch).isPresent()) {
                    throw new ProblemException(new ChangeProblem.Blocked(
                            "branch-has-change", "The branch " + row.branch + " has another open change already."));
                }
                planAgain(transaction, row, actor, new Event.ReopenWanted(), "change.reopened", Map.of());
            }
            case ChangeCommand.Edit edit -> edit(transaction, row, actor, edit);
        }
    }

    private void vote(Transaction transaction, Step step, Review.Vote vote, @Nullable String note, String kind) {
        ChangeRow row = step.row();
        Actor actor = step.actor();
        activities.vote(
                transaction,
                row.id,
                new Review(actor.reference(), vote, note, row.fingerprint, true, null, recorder.now()));
        if (row.state.over()) {
            row.reviewDue = false;
        } else {
            conclusion.recount(transaction, row, step.judgement(), step.people());
        }
        boolean waits = row.state instanceof ChangeState.Queued || row.state instanceof ChangeState.Scheduled;
        if (waits && (row.rejectedBy != null || (!row.unmet.isEmpty() && !row.isOverridden()))) {
            row.move(new Event.QueueLeft());
            row.applyJob = null;
            leave(transaction, row);
        }
        Map<String, String> details = new TreeMap<>();
        details.put("fingerprint", row.fingerprint);
        if (step.judgement() != null) {
            details.put("contract", Integer.toString(step.judgement().contract()));
        }
        Standing standing = step.people().get(actor.reference());
        if (standing != null) {
            details.put("role", standing.role().name().toLowerCase(Locale.ROOT));
        }
        recorder.save(transaction, row, actor, kind, details);
    }

    private void schedule(Transaction transaction, Step step) {
        if (!(step.blockers().getFirst() instanceof Blocker.WindowClosed closed) || closed.startsAt() == null) {
            throw new IllegalStateException("Nothing says when change " + step.row().id + " could begin");
        }
        ChangeRow row = step.row();
        row.move(new Event.StartPutOff(closed.startsAt()));
        row.applyJob = work.start(transaction, row.id, closed.startsAt());
        recorder.save(
                transaction,
                row,
                step.actor(),
                "change.scheduled",
                Map.of(
                        "fingerprint",
                        row.fingerprint,
                        "startsAt",
                        closed.startsAt().toString()));
    }

    private void override(Transaction transaction, Step step, ChangeCommand.Override override) {
        ChangeRow row = step.row();
        Actor actor = step.actor();
        Judgement judgement = Objects.requireNonNull(step.judgement(), "what was not judged cannot be overridden");
        String reason = reason(override.reason());
        row.overridden = new StoredJson.StoredOverride(
                actor.reference(), reason, recorder.now(), row.fingerprint, judgement.contract(), judgement.rules());
        recorder.save(
                transaction, row, actor, "change.overridden", Map.of("fingerprint", row.fingerprint, "reason", reason));
    }

    private void queue(Transaction transaction, ChangeRow row, Actor actor) {
        row.move(new Event.QueueEntered());
        plans.claim(
                transaction,
                row.id,
                plans.of(transaction, row.id, row.round).stream()
                        .map(kept -> kept.plan().stack())
                        .toList());
        row.applyJob = work.apply(transaction, row.id);
        recorder.save(transaction, row, actor, "change.queued", Map.of("fingerprint", row.fingerprint));
    }

    private void cancel(Transaction transaction, ChangeRow row, Actor actor) {
        if (row.applyJob != null) {
            work.cancel(transaction, row.applyJob);
        }
        if (row.state instanceof ChangeState.Queued || row.state instanceof ChangeState.Scheduled) {
            row.move(new Event.QueueLeft());
            row.applyJob = null;
            leave(transaction, row);
        }
        recorder.save(transaction, row, actor, "change.cancelled", Map.of());
    }

    private void limit(Transaction transaction, ChangeRow row, Actor actor, ChangeCommand.Limit limit) {
        boolean takesBack = limit.targets().isEmpty();
        StoredJson.StoredLimit asked = takesBack ? null : Limits.asked(row, actor, limit, recorder.now());
        if (takesBack && row.limitNow() == null) {
            throw new ProblemException(InvalidInput.of("targets", "must name an address: the plan covers everything"));
        }
        row.limit = asked;
        planAgain(
                transaction,
                row,
                actor,
                new Event.PlanWanted(),
                takesBack ? "change.limit-lifted" : "change.limited",
                Limits.details(asked, reason(limit.reason())));
    }

    private void planAgain(
            Transaction transaction,
            ChangeRow row,
            Actor actor,
            Event event,
            String kind,
            Map<String, String> details) {
        row.move(event);
        row.forgetPlan();
        row.applyJob = null;
        leave(transaction, row);
        work.plan(transaction, row.id);
        recorder.save(transaction, row, actor, kind, details);
    }

    private void edit(Transaction transaction, ChangeRow row, Actor actor, ChangeCommand.Edit edit) {
        String title = edit.title().strip();
        if (title.isEmpty() || title.length() > 200) {
            throw new ProblemException(InvalidInput.of("title", "must have 1 to 200 characters"));
        }
        if (edit.description().length() > 20_000) {
            throw new ProblemException(InvalidInput.of("description", "must have at most 20000 characters"));
        }
        row.title = title;
        row.titleGiven = true;
        row.description = edit.description();
        recorder.save(transaction, row, actor, "change.edited", Map.of());
    }

    private void leave(Transaction transaction, ChangeRow row) {
        if (row.halfApplied) {
            return;
        }
        for (ChangeId next : plans.release(transaction, row.id)) {
            work.apply(transaction, next);
        }
    }

    /** For the ledger: reasons are kept as they were given, within bounds. */
    static String reason(String reason) {
        String stripped = reason.strip();
        return stripped.length() <= 500 ? stripped : stripped.substring(0, 499) + "…";
    }
}
