package io.binome.stacks;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stack as Binome knows it.
 *
 * @param declaration what {@code binome.yaml} declared when it was last applied completely; before the first time, what
 *     was declared last
 * @param appliedCommit commit of the last complete apply; null before the first
 * @param partial the commit of an apply that failed half-way, while only a retry or going back is admitted; else null
 * @param partialDeclaration what that commit declares; null when there is none, or when it removes the stack
 */
public record Stack(
        StackId id,
        RepositoryId repository,
        StackDeclaration declaration,
        @Nullable String appliedCommit,
        @Nullable String partial,
        @Nullable StackDeclaration partialDeclaration) {
    public String name() {
        return declaration.name();
    }

    /** Whether anything of it was ever applied and is not yet gone. */
    public boolean applied() {
        return appliedCommit != null || partial != null;
    }

    /**
     * The environments whose rules govern a change that declares this stack so: what it belongs to now and what it would
     * belong to. More than one when the change relabels the stack; then the strictest of them holds, or moving a stack
     * out of production for a moment would be a way around production's rules.
     *
     * @param proposed what the change declares; null when it removes the stack
     */
    public SortedSet<String> governedBy(@Nullable StackDeclaration proposed) {
        SortedSet<String> environments = new TreeSet<>();
        if (applied() || proposed == null) {
            environments.add(declaration.environment());
        }
        if (partialDeclaration != null) {
            environments.add(partialDeclaration.environment());
        }
        if (proposed != null) {
            environments.add(proposed.environment());
        }
        return environments;
    }
}
