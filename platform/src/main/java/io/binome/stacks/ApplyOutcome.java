package io.binome.stacks;

import java.util.List;

/** What came of applying a plan. */
public sealed interface ApplyOutcome {
    record Applied() implements ApplyOutcome {}

    /** What the plan would do is no longer what was approved; nothing was done. */
    record Stale(String reason) implements ApplyOutcome {}

    /** @param done addresses of the resources that were changed before it failed */
    record Failed(String reason, List<String> done) implements ApplyOutcome {}
}
