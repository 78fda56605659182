package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.changes.Review;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries out commands on changes: rules first, under the row's lock, then the step with its record. */
final class CommandCarrier {
    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final ActivityStore activities;
    private final Repositories repositories;
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
        List<Blocker> blockers = command instanceof ChangeCommand.Apply ? view.blockers(scope, seen) : List.of();
        requireBranch(scope, seen, command);
        if (command instanceof ChangeCommand.GoBack goBack && seen.state instanceof ChangeState.Merged) {
            refuse(CommandRules.refusal(seen, blockers, actor.reference(), command));
            return undoing.undo(scope, actor, seen, goBack.reason());
        }
        return database.inTenant(scope, transaction -> {
            ChangeRow row = changes.lock(transaction, seen.id)
                    .orElseThrow(() -> new ProblemException(new ChangeProblem.NotFound(seen.id.toString())));
            if (row.revision != seen.revision && command instanceof ChangeCommand.Apply) {
                // What was looked at outside of the transaction is worth nothing any more.
                refuse(CommandRules.refusal(row, List.of(), actor.reference(), command));
                if (row.approvals < 1 || row.rejectedBy != null || row.draft) {
                    throw new ProblemException(new ChangeProblem.SeenIsOld());
                }
            }
            refuse(CommandRules.refusal(row, blockers, actor.reference(), command));
            step(transaction, row, actor, command);
            return row.id;
        });
    }

    private static void refuse(Optional<Problem> refusal) {
        refusal.ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }

    /** What was closed with its branch can be reopened only while there is something to plan. */
    private void requireBranch(TenantScope scope, ChangeRow row, ChangeCommand command) {
        if (command instanceof ChangeCommand.Reopen && row.undoes == null) {
            Repository repository = repositories.byId(scope, row.repository).orElseThrow();
            if (repositories.head(scope, repository.id(), row.branch).isEmpty()) {
                throw new ProblemException(new ChangeProblem.Blocked(
                        "branch-gone", "The branch " + row.branch + " is gone. Push it again to open a new change."));
            }
        }
    }

    private void step(Transaction transaction, ChangeRow row, Actor actor, ChangeCommand command) {
        switch (command) {
            case ChangeCommand.Approve approve ->
                vote(transaction, row, actor, Review.Vote.APPROVED, approve.note(), "change.approved");
            case ChangeCommand.Reject reject ->
                vote(transaction, row, actor, Review.Vote.REJECTED, reject.note(), "change.rejected");
            case ChangeCommand.WithdrawReview _ ->
                vote(transaction, row, actor, Review.Vote.WITHDRAWN, null, "change.review-withdrawn");
            case ChangeCommand.Apply _ -> queue(transaction, row, actor);
            case ChangeCommand.Cancel _ -> cancel(transaction, row, actor);
            case ChangeCommand.Retry _ -> {
                row.move(new Event.RetryWanted());
                row.applyJob = work.retry(transaction, row.id);
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
                planAgain(transaction, row, actor, new Event.PlanWanted(), "change.replan-asked");
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
                planAgain(transaction, row, actor, new Event.ReopenWanted(), "change.reopened");
            }
            case ChangeCommand.Edit edit -> edit(transaction, row, actor, edit);
        }
    }

    private void vote(
            Transaction transaction,
            ChangeRow row,
            Actor actor,
            Review.Vote vote,
            @org.jspecify.annotations.Nullable String note,
            String kind) {
        activities.vote(
                transaction,
                row.id,
                new Review(actor.reference(), vote, note, row.fingerprint, true, null, recorder.now()));
        if (row.state.over()) {
            row.reviewDue = false;
        } else {
            conclusion.recount(transaction, row);
        }
        if (row.state instanceof ChangeState.Queued && row.rejectedBy != null) {
            row.move(new Event.QueueLeft());
            row.applyJob = null;
            leave(transaction, row);
        }
        recorder.save(transaction, row, actor, kind, Map.of("fingerprint", row.fingerprint));
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
        if (row.state instanceof ChangeState.Queued) {
            row.move(new Event.QueueLeft());
            row.applyJob = null;
            leave(transaction, row);
        }
        recorder.save(transaction, row, actor, "change.cancelled", Map.of());
    }

    private void planAgain(Transaction transaction, ChangeRow row, Actor actor, Event event, String kind) {
        row.move(event);
        row.forgetPlan();
        row.applyJob = null;
        leave(transaction, row);
        work.plan(transaction, row.id);
        recorder.save(transaction, row, actor, kind, Map.of());
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
