package io.binome.stacks;

import org.jspecify.annotations.Nullable;

/**
 * Where a resource of a plan comes from, when not simply from this address.
 *
 * @param movedFrom the address under which it was known so far; null when it is the same
 * @param importedAs the provider's own id of what exists and comes under this stack's rule now, {@code ""} when it is not
 *     known yet or secret; null when nothing is imported
 * @param deposed key of a leftover object of an earlier replacement, to which this change applies instead of the current
 *     one; null for the current one
 */
public record Provenance(
        @Nullable String movedFrom,
        @Nullable String importedAs,
        @Nullable String deposed) {
    public static final Provenance PLAIN = new Provenance(null, null, null);

    /** Whether applying it changes what the state knows, even where nothing that runs changes. */
    public boolean changesState() {
        return movedFrom != null || importedAs != null;
    }
}
