package io.binome.server.console;

import io.binome.database.Transaction;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stacks in memory. */
final class FakeStacks implements Stacks {
    private record Kept(TenantId tenant, Stack stack) {}

    private final List<Kept> kept = new ArrayList<>();

    void add(TenantId tenant, Stack stack) {
        kept.add(new Kept(tenant, stack));
    }

    @Override
    public ManifestOutcome manifest(CommitTree tree) {
        return new ManifestOutcome.Read(List.of());
    }

    @Override
    public Stack ensure(Transaction transaction, RepositoryId repository, StackDeclaration declaration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Stack> find(TenantScope scope, StackId stack) {
        return list(scope).stream().filter(one -> one.id().equals(stack)).findFirst();
    }

    @Override
    public Optional<Stack> byName(TenantScope scope, RepositoryId repository, String name) {
        return list(scope, repository).stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    @Override
    public List<Stack> list(TenantScope scope, RepositoryId repository) {
        return list(scope).stream()
                .filter(one -> one.repository().equals(repository))
                .toList();
    }

    @Override
    public Page<Stack> list(TenantScope scope, PageRequest page) {
        return new Page<>(list(scope), null);
    }

    @Override
    public List<Stack> list(TenantScope scope) {
        return kept.stream()
                .filter(one -> one.tenant().equals(scope.tenant()))
                .map(Kept::stack)
                .toList();
    }

    @Override
    public void applied(Transaction transaction, StackId stack, StackDeclaration declaration, String commit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void partial(Transaction transaction, StackId stack, StackDeclaration declaration, String commit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removed(Transaction transaction, StackId stack) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Engine> engine(String name) {
        return name.equals("opentofu") ? Optional.of(new Adopting()) : Optional.empty();
    }

    /** An engine of which pages only ask what it can do besides planning and applying. */
    private static final class Adopting implements Engine {
        @Override
        public String name() {
            return "opentofu";
        }

        @Override
        public boolean adopts() {
            return true;
        }

        @Override
        public boolean limits() {
            return true;
        }

        @Override
        public PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ApplyOutcome apply(ApplyRequest request, RunLog log) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String liveRevision(TenantScope scope, StackId stack) {
            return "";
        }

        @Override
        public Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
            return Set.of();
        }
    }
}
