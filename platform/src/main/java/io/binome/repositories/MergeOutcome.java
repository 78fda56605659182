package io.binome.repositories;

import java.util.List;

/** What came of merging a branch into its target. */
public sealed interface MergeOutcome {
    /** @param commit the merge commit, kept in the repository without a ref */
    record Merged(String commit) implements MergeOutcome {}

    /** The branch brings nothing that the target does not have. */
    record NothingToMerge() implements MergeOutcome {}

    /** @param files paths in conflict, sorted */
    record Conflicts(List<String> files) implements MergeOutcome {}
}
