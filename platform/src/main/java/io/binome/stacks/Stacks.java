package io.binome.stacks;

import io.binome.database.Transaction;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import java.util.List;
import java.util.Optional;

/** The stacks that are applied, or about to be, and what {@code binome.yaml} says of them. */
public interface Stacks {
    /** Where a repository declares its stacks. */
    String MANIFEST = "binome.yaml";

    /** Reads {@code binome.yaml} of a commit. No such file: no stacks. */
    ManifestOutcome manifest(CommitTree tree);

    /** Finds the stack of this name, or makes its identity known; nothing is applied by that. */
    Stack ensure(Transaction transaction, RepositoryId repository, StackDeclaration declaration);

    Optional<Stack> find(TenantScope scope, StackId stack);

    Optional<Stack> byName(TenantScope scope, RepositoryId repository, String name);

    /** Those that were applied at least in part and not removed since. */
    List<Stack> list(TenantScope scope, RepositoryId repository);

    /** As {@link #list(TenantScope, RepositoryId)}, over all repositories of the tenant. */
    List<Stack> list(TenantScope scope);

    Page<Stack> list(TenantScope scope, PageRequest page);

    /** Records a complete apply, in the transaction that moves the default branch. */
    void applied(Transaction transaction, StackId stack, StackDeclaration declaration, String commit);

    /** Records that an apply of this commit has begun to change things and has not been completed. */
    void partial(Transaction transaction, StackId stack, StackDeclaration declaration, String commit);

    /** Records that everything of the stack is gone. */
    void removed(Transaction transaction, StackId stack);

    /** The engine of this name, if it is wired in. */
    Optional<Engine> engine(String name);

    /** What the file said. */
    sealed interface ManifestOutcome {
        record Read(List<StackDeclaration> stacks) implements ManifestOutcome {}

        record Wrong(List<Finding> findings) implements ManifestOutcome {}
    }
}
