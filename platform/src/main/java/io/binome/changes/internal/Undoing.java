package io.binome.changes.internal;

import io.binome.changes.ChangeProblem;
import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the change that undoes a merged one: back to the commit that was applied before it, or to nothing before the first;
 * it is applied as soon as it is planned, and reviewed afterwards.
 */
final class Undoing {
    /** Branches of changes that go back begin so; nobody pushes to them. */
    static final String BRANCHES = "go-back/";

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Repositories repositories;
    private final ChangeRecorder recorder;
    private final ChangeWork work;
    private final Ids ids;

    Undoing(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            Repositories repositories,
            ChangeRecorder recorder,
            ChangeWork work,
            Ids ids) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.repositories = repositories;
        this.recorder = recorder;
        this.work = work;
        this.ids = ids;
    }

    ChangeId undo(TenantScope scope, Actor actor, ChangeRow merged, String reason) {
        Repository repository = repositories.byId(scope, merged.repository).orElseThrow();
        String name = repository.name() + "!" + merged.number;
        if (merged.merge == null) {
            throw new IllegalStateException("Change " + merged.id + " was applied without a merge commit");
        }
        requireLast(scope, merged, name);
        if (repositories
                .changedPaths(scope, repository.id(), merged.base, merged.merge)
                .isEmpty()) {
            throw cannot(name + " changed no file, so no earlier commit says anything else. Push a change.");
        }
        String target = repositories
                .head(scope, repository.id(), repository.defaultBranch())
                .orElseThrow();
        String message = "Go back to before " + name + "\n\n" + CommandCarrier.reason(reason) + "\n";
        String head =
                switch (repositories.revert(scope, repository.id(), target, merged.merge, merged.base, message)) {
                    case MergeOutcome.Merged reverted -> reverted.commit();
                    case MergeOutcome.NothingToMerge _ ->
                        throw cannot("What " + name + " changed has been undone already.");
                    case MergeOutcome.Conflicts conflicts ->
                        throw cannot("Later changes touched the same files (" + String.join(", ", conflicts.files())
                                + "). Go back from the latest one first, or push a change.");
                };
        return database.inTenant(scope, transaction -> {
            int number = changes.nextNumber(transaction, repository.id());
            ChangeRow row = new ChangeRow(
                    new ChangeId(ids.next()),
                    repository.id(),
                    number,
                    actor.reference(),
                    BRANCHES + merged.number + "-" + number,
                    merged.id,
                    // What was taken back once comes again only as anything else comes.
                    !merged.goingBack,
                    recorder.now());
            row.head = head;
            row.title = "Go back to before " + name + ": " + merged.title;
            row.title = row.title.length() <= 200 ? row.title : row.title.substring(0, 199) + "…";
            row.titleGiven = true;
            row.description = reason.strip();
            row.authors.add(actor.reference());
            recorder.open(
                    transaction,
                    row,
                    actor,
                    Map.of("undoes", merged.id.toString(), "reason", CommandCarrier.reason(reason)));
            work.plan(transaction, row.id);
            return row.id;
        });
    }

    /** Only the last applied change of each of its stacks: going back further would undo others' work unseen. */
    private void requireLast(TenantScope scope, ChangeRow merged, String name) {
        Optional<String> later =
                database.inTenant(scope, transaction -> plans.of(transaction, merged.id, merged.round).stream()
                        .filter(kept -> changes.lastMergedOf(
                                        transaction, kept.plan().stack().value(), null)
                                .filter(merged.id::equals)
                                .isEmpty())
                        .map(kept -> kept.plan().declaration().name())
                        .findFirst());
        later.ifPresent(stack -> {
            throw cannot("Another change was applied to " + stack + " after " + name
                    + ". Go back from the latest one first.");
        });
    }

    private static ProblemException cannot(String sentence) {
        return new ProblemException(new ChangeProblem.CannotUndo(sentence));
    }
}
