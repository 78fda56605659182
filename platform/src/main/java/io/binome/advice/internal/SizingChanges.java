package io.binome.advice.internal;

import io.binome.advice.AdviceProblem;
import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.workloads.LimitEdit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes advice as a change of the tenant's repository, and finds the one that is open for it. */
final class SizingChanges {
    private static final String BRANCH = "sizing";

    private final Changes changes;
    private final Repositories repositories;
    private final Stacks stacks;

    SizingChanges(Changes changes, Repositories repositories, Stacks stacks) {
        this.changes = changes;
        this.repositories = repositories;
        this.stacks = stacks;
    }

    /** The open changes of the kind, as they were when somebody looked. */
    record Open(List<Change> all) {
        Optional<Change> of(Stack stack, String service) {
            Pattern branch = Pattern.compile(BRANCH + "(-\\d+)?" + Pattern.quote(path(stack, service)));
            return all.stream()
                    .filter(change -> change.repository().equals(stack.repository())
                            && branch.matcher(change.branch()).matches())
                    .findFirst();
        }
    }

    Open open(TenantScope scope) {
        List<Change> all = new ArrayList<>();
        PageRequest request = PageRequest.first(PageRequest.MAX);
        while (true) {
            Page<Change> page = changes.list(scope, new ChangeFilter(null, "open", null), request);
            page.items().stream()
                    .filter(change -> change.branch().startsWith(BRANCH))
                    .forEach(all::add);
            String next = page.next();
            if (next == null) {
                return new Open(all);
            }
            request = new PageRequest(PageRequest.MAX, next);
        }
    }

    String repository(TenantScope scope, Stack stack) {
        return repositories
                .byId(scope, stack.repository())
                .map(Repository::name)
                .orElse("");
    }

    /** @throws ProblemException where people have to edit the file */
    Change open(TenantScope scope, Actor actor, Stack stack, SizingAdvice advice) {
        Optional<Change> open = open(scope).of(stack, advice.name());
        if (open.isPresent()) {
            return open.get();
        }
        Repository repository = repositories.byId(scope, stack.repository()).orElseThrow();
        String target = repositories
                .head(scope, repository.id(), repository.defaultBranch())
                .orElseThrow();
        LimitEdit.Written edit = edited(advice, repositories.tree(scope, repository.id(), target));
        String free = BRANCH + path(stack, advice.name());
        for (int number = 2; repositories.head(scope, repository.id(), free).isPresent(); number++) {
            // Before the names: a number behind them could be part of another service's.
            free = BRANCH + "-" + number + path(stack, advice.name());
        }
        repositories.write(
                scope,
                actor,
                repository.id(),
                new Repositories.BranchWrite(
                        free,
                        target,
                        Map.of(edit.path(), edit.contents().getBytes(StandardCharsets.UTF_8)),
                        List.of(),
                        SizingText.of(advice)));
        return open(scope).of(stack, advice.name()).orElseThrow();
    }

    private LimitEdit.Written edited(SizingAdvice advice, CommitTree tree) {
        StackDeclaration declaration = declared(advice, tree);
        LimitEdit edit = advice.idle()
                ? LimitEdit.remove(tree, declaration, advice.name())
                : LimitEdit.set(
                        tree,
                        declaration,
                        advice.name(),
                        new LimitEdit.Limits(to(advice, Resource.MEMORY), to(advice, Resource.CPU)));
        return switch (edit) {
            case LimitEdit.Written written -> written;
            case LimitEdit.ByHand(String reason, String lines) ->
                throw new ProblemException(new AdviceProblem.EditByHand(advice.name(), reason, lines));
        };
    }

    private StackDeclaration declared(SizingAdvice advice, CommitTree tree) {
        if (stacks.manifest(tree) instanceof Stacks.ManifestOutcome.Read(List<StackDeclaration> declared)) {
            for (StackDeclaration one : declared) {
                if (one.name().equals(advice.stackName())) {
                    return one;
                }
            }
        }
        throw new ProblemException(new AdviceProblem.EditByHand(
                advice.name(), "The default branch declares no stack " + advice.stackName() + ".", ""));
    }

    private static @Nullable Long to(SizingAdvice advice, Resource resource) {
        return advice.moves().stream()
                .filter(move -> move.resource() == resource)
                .map(Move::proposed)
                .findFirst()
                .orElse(null);
    }

    private static String path(Stack stack, String service) {
        return "/" + stack.name() + "/" + service;
    }
}
