package io.binome.changes.internal;

import io.binome.database.Database;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.stacks.Engine;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a stack was applied with last: its files, what names meant, what it took in. */
final class AppliedStacks {
    private final Database database;
    private final ChangeStore changes;
    private final AppliedResolutions resolutions;
    private final Repositories repositories;
    private final Stacks stacks;
    private final StackInputs inputs;

    AppliedStacks(
            Database database,
            ChangeStore changes,
            AppliedResolutions resolutions,
            Repositories repositories,
            Stacks stacks) {
        this.database = database;
        this.changes = changes;
        this.resolutions = resolutions;
        this.repositories = repositories;
        this.stacks = stacks;
        this.inputs = new StackInputs(stacks);
    }

    /** Empty before the first complete apply, and while a part of another one is applied. */
    Optional<Engine.PlanRequest> request(TenantScope scope, StackId id, RunId run) {
        return stacks.find(scope, id).flatMap(stack -> {
            String commit = stack.appliedCommit();
            return commit == null || stack.partial() != null
                    ? Optional.empty()
                    : Optional.of(request(scope, stack, commit, run));
        });
    }

    private Engine.PlanRequest request(TenantScope scope, Stack stack, String commit, RunId run) {
        CommitTree tree = repositories.tree(scope, stack.repository(), commit);
        Map<String, String> meant = database.inTenant(
                        scope,
                        transaction ->
                                changes.lastMergedOf(transaction, stack.id().value(), null))
                .map(last -> resolutions.present(scope, last).getOrDefault(stack.id(), Map.of()))
                .orElse(Map.of());
        return new Engine.PlanRequest(
                scope,
                stack.id(),
                stack.declaration(),
                commit,
                tree,
                tree,
                meant,
                inputs.resolve(scope, stack.repository(), stack.declaration(), List.of())
                        .values(),
                run);
    }
}
