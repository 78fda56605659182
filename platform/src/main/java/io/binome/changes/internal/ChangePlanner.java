package io.binome.changes.internal;

import io.binome.changes.Change;
import io.binome.changes.StackPlan;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.runs.JobLease;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans a change against its target as it is now: merge first, then each stack that is touched. Decides nothing. */
final class ChangePlanner {
    private static final int MOST_COMMITS = 1000;

    private final Repositories repositories;
    private final Stacks stacks;
    private final StackPlanMaker maker;

    ChangePlanner(Repositories repositories, Stacks stacks, StackPlanMaker maker) {
        this.repositories = repositories;
        this.stacks = stacks;
        this.maker = maker;
    }

    /** What came of it. */
    sealed interface Outcome {
        record Conflicting(@Nullable String base, List<String> files) implements Outcome {}

        record Empty(@Nullable String base) implements Outcome {}

        /** {@code binome.yaml} itself cannot be read. */
        record ManifestWrong(@Nullable String base, String merge, List<Finding> findings) implements Outcome {}

        record Broken(String reason) implements Outcome {}

        /** Every touched stack has its plan, its findings or its failure. */
        /** @param before what the target declares, by the stacks' names */
        record Made(
                @Nullable String base,
                String merge,
                String diffHash,
                List<PlanStore.Kept> plans,
                Map<String, StackDeclaration> before)
                implements Outcome {
            int findings() {
                return plans.stream()
                        .mapToInt(kept -> kept.plan().findings().size())
                        .sum();
            }

            @Nullable
            String failure() {
                return plans.stream()
                        .filter(kept -> kept.plan().failure() != null)
                        .map(kept -> kept.plan().declaration().name() + ": "
                                + kept.plan().failure())
                        .findFirst()
                        .orElse(null);
            }

            String fingerprint() {
                Map<String, String> hashes = new TreeMap<>();
                plans.forEach(kept ->
                        hashes.put(kept.plan().declaration().name(), kept.plan().hash()));
                return Fingerprints.of(diffHash, hashes);
            }
        }
    }

    /**
     * @param resolutions of an earlier plan of each stack, to be kept
     */
    Outcome plan(TenantScope scope, ChangeRow row, Map<StackId, Map<String, String>> resolutions, JobLease lease) {
        Repository repository = repositories
                .byId(scope, row.repository)
                .orElseThrow(() -> new IllegalStateException("Repository " + row.repository + " is gone"));
        String base = repositories
                .head(scope, row.repository, repository.defaultBranch())
                .orElse(null);
        return switch (merge(scope, repository, row, base)) {
            case MergeOutcome.Conflicts conflicts -> new Outcome.Conflicting(base, conflicts.files());
            case MergeOutcome.NothingToMerge _ -> new Outcome.Empty(base);
            case MergeOutcome.Merged merged ->
                planMerged(scope, row, repository, base, merged.commit(), resolutions, lease);
        };
    }

    MergeOutcome merge(TenantScope scope, Repository repository, ChangeRow row, @Nullable String base) {
        String message = "Apply " + repository.name() + "!" + row.number + " from " + row.branch + "\n";
        return repositories.merge(scope, repository.id(), base, row.head, message);
    }

    private Outcome planMerged(
            TenantScope scope,
            ChangeRow row,
            Repository repository,
            @Nullable String base,
            String merge,
            Map<StackId, Map<String, String>> resolutions,
            JobLease lease) {
        CommitTree mergeTree = repositories.tree(scope, repository.id(), merge);
        CommitTree baseTree = base == null ? null : repositories.tree(scope, repository.id(), base);
        List<StackDeclaration> wanted;
        switch (stacks.manifest(mergeTree)) {
            case Stacks.ManifestOutcome.Wrong wrong -> {
                return new Outcome.ManifestWrong(base, merge, wrong.findings());
            }
            case Stacks.ManifestOutcome.Read read -> wanted = read.stacks();
        }
        List<StackDeclaration> present = baseTree == null ? List.of() : declared(baseTree);
        MendedStacks mended = mended(scope, row, base);
        List<TouchedStacks.Touched> touched = TouchedStacks.of(
                present,
                baseTree,
                wanted,
                mergeTree,
                unapplied(scope, repository, present),
                mended.all(),
                this::dependsOn);
        Map<String, StackDeclaration> target = new TreeMap<>();
        present.forEach(declaration -> target.put(declaration.name(), declaration));
        List<Finding> misused = DocumentRules.findings(touched, target);
        if (!misused.isEmpty()) {
            return new Outcome.ManifestWrong(base, merge, misused);
        }
        List<String> paths = repositories.changedPaths(scope, repository.id(), base, merge);
        String diffHash = Fingerprints.diff(paths, baseTree, mergeTree);
        StackPlanMaker.Place place = new StackPlanMaker.Place(
                scope, row.id, repository.id(), merge, lease, mended, row.targets(), withheld(row, wanted, present));
        List<PlanStore.Kept> plans = new ArrayList<>();
        for (List<TouchedStacks.Touched> wave :
                StackOrder.waves(touched, TouchedStacks.Touched::declaration, TouchedStacks.Touched::removed)) {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<PlanStore.Kept> before = List.copyOf(plans);
                List<Future<PlanStore.Kept>> futures = new ArrayList<>();
                for (TouchedStacks.Touched stack : wave) {
                    CommitTree tree = stack.removed() ? null : mergeTree;
                    futures.add(executor.submit(() -> maker.make(place, stack, tree, baseTree, before, resolutions)));
                }
                for (Future<PlanStore.Kept> future : futures) {
                    plans.add(future.get());
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return new Outcome.Broken("Planning was interrupted.");
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException("Planning change " + row.id + " failed", failed);
            }
        }
        plans.sort(
                java.util.Comparator.comparing(kept -> kept.plan().declaration().name()));
        return new Outcome.Made(base, merge, diffHash, plans, target);
    }

    /** By the names of stacks, what they are not lent before somebody has looked at the branch's code. */
    private static Map<String, StackPlanMaker.Withheld> withheld(
            ChangeRow row, List<StackDeclaration> wanted, List<StackDeclaration> target) {
        Map<String, StackPlanMaker.Withheld> withheld = new TreeMap<>();
        if (!row.mayBorrowMore()) {
            for (StackDeclaration declaration : wanted) {
                withheld.put(
                        declaration.name(),
                        new StackPlanMaker.Withheld(
                                NewSecrets.of(declaration, target), NewSecrets.inputs(declaration, target)));
            }
        }
        return withheld;
    }

    /** What the branch's own commits ask for; those that the target has already were heard when they were applied. */
    private MendedStacks mended(TenantScope scope, ChangeRow row, @Nullable String base) {
        return base == null
                ? MendedStacks.of(List.of())
                : MendedStacks.of(repositories.log(scope, row.repository, base, row.head, MOST_COMMITS));
    }

    private List<StackDeclaration> declared(CommitTree tree) {
        // What is at the target was applied, so it could be read once; an unreadable one declares nothing any more.
        return stacks.manifest(tree) instanceof Stacks.ManifestOutcome.Read read ? read.stacks() : List.of();
    }

    private Set<String> unapplied(TenantScope scope, Repository repository, List<StackDeclaration> declared) {
        Set<String> applied = stacks.list(scope, repository.id()).stream()
                .filter(stack -> stack.appliedCommit() != null && stack.partial() == null)
                .map(Stack::name)
                .collect(Collectors.toSet());
        Set<String> names =
                declared.stream().map(StackDeclaration::name).collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(applied);
        return names;
    }

    private Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
        return stacks.engine(declaration.engine())
                .map(engine -> engine.dependsOn(declaration, tree))
                .orElse(Set.of(declaration.path()));
    }

    /** Plans one stack again, now that those before it are applied: what it rests on is there. */
    PlanStore.Kept again(TenantScope scope, ChangeRow row, String merge, PlanStore.Kept kept, JobLease lease) {
        StackPlan plan = kept.plan();
        TouchedStacks.Touched touched = new TouchedStacks.Touched(
                plan.declaration(), plan.removed(), plan.movedFromEnvironment(), kept.dependsOn());
        CommitTree tree = repositories.tree(scope, row.repository, merge);
        String base = row.base;
        return maker.make(
                new StackPlanMaker.Place(
                        scope, row.id, row.repository, merge, lease, mended(scope, row, base), row.targets(), Map.of()),
                touched,
                plan.removed() ? null : tree,
                base == null ? null : repositories.tree(scope, row.repository, base),
                List.of(),
                AppliedResolutions.of(List.of(kept)));
    }

    static Change.Summary summary(List<PlanStore.Kept> plans) {
        int creates = 0;
        int updates = 0;
        int replaces = 0;
        int deletes = 0;
        Set<String> environments = new TreeSet<>();
        List<String> names = new ArrayList<>();
        for (PlanStore.Kept kept : plans) {
            StackPlan stackPlan = kept.plan();
            names.add(stackPlan.declaration().name());
            environments.add(stackPlan.declaration().environment());
            if (stackPlan.movedFromEnvironment() != null) {
                environments.add(stackPlan.movedFromEnvironment());
            }
            Plan plan = stackPlan.plan();
            if (plan != null) {
                creates += (int) plan.count(Action.CREATE);
                updates += (int) (plan.count(Action.UPDATE) + plan.count(Action.ADOPT));
                replaces += (int) (plan.count(Action.REPLACE) + plan.count(Action.REPLACE_CREATE_FIRST));
                deletes += (int) plan.count(Action.DELETE);
            }
        }
        return new Change.Summary(creates, updates, replaces, deletes, names, List.copyOf(environments));
    }
}
