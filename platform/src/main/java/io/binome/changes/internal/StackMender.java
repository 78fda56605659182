package io.binome.changes.internal;

import io.binome.changes.ChangeProblem;
import io.binome.changes.Mending;
import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the branch of a change that does something about drift: a commit without files, whose message says of which stack. */
final class StackMender {
    private final Database database;
    private final ChangeStore changes;
    private final Repositories repositories;
    private final Stacks stacks;

    StackMender(Database database, ChangeStore changes, Repositories repositories, Stacks stacks) {
        this.database = database;
        this.changes = changes;
        this.repositories = repositories;
        this.stacks = stacks;
    }

    /** The change that is open for it already, or a new one. */
    ChangeId mend(TenantScope scope, Actor actor, Stack stack, Mending mending) {
        requirePossible(stack, mending);
        Repository repository = repositories.byId(scope, stack.repository()).orElseThrow();
        String target = repositories
                .head(scope, repository.id(), repository.defaultBranch())
                .orElseThrow(() -> cannot("Nothing of " + stack.name() + " was applied yet."));
        String branch = mending.verb() + "/" + stack.name();
        for (int number = 2; repositories.head(scope, repository.id(), branch).isPresent(); number++) {
            Optional<ChangeId> open = open(scope, repository, branch);
            if (open.isPresent()) {
                return open.get();
            }
            branch = mending.verb() + "/" + stack.name() + "-" + number;
        }
        repositories.write(
                scope,
                actor,
                repository.id(),
                new Repositories.BranchWrite(branch, target, Map.of(), List.of(), message(stack, mending)));
        return open(scope, repository, branch).orElseThrow();
    }

    private Optional<ChangeId> open(TenantScope scope, Repository repository, String branch) {
        return database.inTenant(scope, transaction -> changes.lockOpenOf(transaction, repository.id(), branch)
                .map(row -> row.id));
    }

    private void requirePossible(Stack stack, Mending mending) {
        if (stack.partial() != null) {
            throw cannot("An apply of " + stack.name()
                    + " failed half-way. Retry it or go back first: until then it is as neither commit says.");
        }
        if (stack.appliedCommit() == null) {
            throw cannot("Nothing of " + stack.name() + " was applied yet.");
        }
        String engine = stack.declaration().engine();
        if (mending == Mending.ADOPT
                && !stacks.engine(engine).map(it -> it.adopts()).orElse(false)) {
            throw cannot(cannotAdopt(engine));
        }
    }

    /** Why stacks of this engine are only restored. */
    static String cannotAdopt(String engine) {
        return "What runs of a stack of " + engine + " is recorded nowhere but in its files: nothing can be taken over."
                + " Restore it, or change the files to what is wanted.";
    }

    private static String message(Stack stack, Mending mending) {
        return switch (mending) {
            case RESTORE ->
                "Restore " + stack.name() + "\n\nWhat runs becomes again what the files say. No file changes.\n\n"
                        + mending.trailer() + ": " + stack.name() + "\n";
            case ADOPT ->
                "Adopt what was changed in " + stack.name()
                        + "\n\nThe state takes over what was found. No file changes: they have to follow,\n"
                        + "or the next plan wants to restore.\n\n"
                        + mending.trailer() + ": " + stack.name() + "\n";
        };
    }

    private static ProblemException cannot(String sentence) {
        return new ProblemException(new ChangeProblem.CannotMend(sentence));
    }
}
