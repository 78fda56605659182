package io.binome.changes;

import io.binome.kernel.RepositoryId;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are asked for; null means any.
 *
 * @param state a name as in {@link ChangeState#name()}, or {@code open} for all that are not over
 */
public record ChangeFilter(
        @Nullable RepositoryId repository,
        @Nullable String state,
        @Nullable String text) {
    public static final ChangeFilter ANY = new ChangeFilter(null, null, null);
}
