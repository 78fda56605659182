package io.binome.stacks;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import org.jspecify.annotations.Nullable;

/**
 * A stack as Binome knows it: what {@code binome.yaml} declared when it was last applied.
 *
 * @param appliedCommit commit of the last complete apply; null before the first
 * @param partial the commit of an apply that failed half-way, while only a retry or going back is admitted; else null
 */
public record Stack(
        StackId id,
        RepositoryId repository,
        StackDeclaration declaration,
        @Nullable String appliedCommit,
        @Nullable String partial) {
    public String name() {
        return declaration.name();
    }
}
