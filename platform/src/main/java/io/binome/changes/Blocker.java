package io.binome.changes;

import java.util.List;

/** Something that keeps a change from being applied. */
public sealed interface Blocker {
    record IsDraft() implements Blocker {}

    record NotPlanned() implements Blocker {}

    /** @param reasons what moved since it was planned: {@code head}, {@code base:<path>}, {@code live:<stack>} */
    record Stale(List<String> reasons) implements Blocker {}

    /** @param missing how many approvals by somebody who is not an author */
    record NeedsApproval(int missing) implements Blocker {}

    /** @param by who voted against, as an actor's reference */
    record Rejected(String by) implements Blocker {}

    /** Another change of the same stack failed half-way and must be retried or go back first. */
    record StackPartial(String stack, String change) implements Blocker {}

    /** @param change the one in front, as {@code shop!11} */
    record WaitsFor(String stack, String change) implements Blocker {}
}
