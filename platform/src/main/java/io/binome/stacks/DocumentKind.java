package io.binome.stacks;

import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The port of one kind of files that govern, such as the contract. The engine {@code document} plans and applies stacks
 * of such files; what a kind's files mean, and how they take effect, is told by the room that keeps them.
 */
public interface DocumentKind {
    /** The engine of such stacks, as {@code binome.yaml} names it. */
    String ENGINE = "document";

    /** The variable of a stack that names its kind. */
    String VARIABLE = "kind";

    /** As the stack's variable {@code kind} names it in {@code binome.yaml}: {@code contract}, {@code guidelines}, … */
    String name();

    /** Paths of the repository that it reads. */
    Set<String> dependsOn(StackDeclaration declaration);

    /**
     * What the files say otherwise than those in force, each difference a resource change with words that people use.
     * The same inputs give the same answer.
     */
    Compared compare(Documents documents);

    /**
     * The files take effect. Called once more for the same commit after a crash; that changes nothing.
     *
     * @throws IllegalStateException when {@link #compare} would not have planned them
     */
    void takeEffect(Transaction transaction, Documents documents, @Nullable ChangeId change);

    /**
     * Whether such files govern the tenant. Then they stand in {@link io.binome.repositories.Repositories#GOVERNING}
     * alone, in one stack of this kind, and that stack is never taken away once it was applied.
     */
    default boolean governs() {
        return true;
    }

    /**
     * What a fresh repository holds of this kind, in a stack of the kind's name. It takes effect at once, by
     * {@link #takeEffect} without a change.
     *
     * @return empty when it begins without
     */
    default Optional<Start> start(boolean providersOwn) {
        return Optional.empty();
    }

    /** Changes whenever what {@link #compare} compares with has changed. Cheap. */
    String liveRevision(TenantScope scope);

    /**
     * @param commit whose files they are
     * @param tree null when the stack is removed from {@code binome.yaml}
     */
    record Documents(
            TenantScope scope,
            StackDeclaration declaration,
            String commit,
            @Nullable CommitTree tree) {}

    /**
     * The beginning of a stack of documents.
     *
     * @param path the stack's folder, "" for the root; it must hold a file
     * @param files by paths from the repository's root
     */
    record Start(String path, SortedMap<String, byte[]> files) {}

    /** What came of a comparison. */
    sealed interface Compared {
        record Differences(List<ResourceChange> changes) implements Compared {}

        record Wrong(List<Finding> findings) implements Compared {}
    }
}
