package io.binome.stacks.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.RepositoryProblem;
import io.binome.stacks.Engine;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Stacks in PostgreSQL, and the engines that this server has. */
public final class DatabaseStacks implements Stacks {
    private final Database database;
    private final Ids ids;
    private final Map<String, Engine> engines;
    private final StackStore stacks = new StackStore();

    public DatabaseStacks(Database database, Ids ids, Collection<? extends Engine> engines) {
        this.database = database;
        this.ids = ids;
        this.engines = engines.stream().collect(Collectors.toUnmodifiableMap(Engine::name, Function.identity()));
    }

    @Override
    public ManifestOutcome manifest(CommitTree tree) {
        try {
            return tree.read(MANIFEST, ManifestReader.MAXIMUM_BYTES)
                    .map(bytes -> ManifestReader.read(bytes, tree, engines.keySet()))
                    .orElseGet(() -> new ManifestOutcome.Read(List.of()));
        } catch (ProblemException refused) {
            if (refused.problem() instanceof RepositoryProblem.FileTooLarge) {
                return ManifestReader.tooLarge();
            }
            throw refused;
        }
    }

    @Override
    public Stack ensure(Transaction transaction, RepositoryId repository, StackDeclaration declaration) {
        return stacks.ensure(transaction, new StackId(ids.next()), repository, declaration);
    }

    @Override
    public Optional<Stack> find(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> stacks.find(transaction, stack));
    }

    @Override
    public Optional<Stack> byName(TenantScope scope, RepositoryId repository, String name) {
        return database.inTenant(scope, transaction -> stacks.byName(transaction, repository, name));
    }

    @Override
    public List<Stack> list(TenantScope scope, RepositoryId repository) {
        return database.inTenant(scope, transaction -> stacks.applied(transaction, repository));
    }

    @Override
    public List<Stack> list(TenantScope scope) {
        return database.inTenant(scope, stacks::applied);
    }

    @Override
    public Page<Stack> list(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> stacks.applied(transaction, page));
    }

    @Override
    public void applied(Transaction transaction, StackId stack, StackDeclaration declaration, String commit) {
        stacks.applied(transaction, stack, declaration, commit);
    }

    @Override
    public void partial(Transaction transaction, StackId stack, StackDeclaration declaration, String commit) {
        stacks.partial(transaction, stack, declaration, commit);
    }

    @Override
    public void removed(Transaction transaction, StackId stack) {
        stacks.removed(transaction, stack);
    }

    @Override
    public Optional<Engine> engine(String name) {
        return Optional.ofNullable(engines.get(name));
    }
}
