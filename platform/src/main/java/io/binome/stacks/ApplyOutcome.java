package io.binome.stacks;

import java.util.List;

/** What came of applying a plan. */
public sealed interface ApplyOutcome {
    /** @param notes sentences about what somebody who reviewed it should know, such as a tag that has moved since */
    record Applied(List<String> notes) implements ApplyOutcome {
        public Applied() {
            this(List.of());
        }
    }

    /** What the plan would do is no longer what was approved; nothing was done. */
    record Stale(String reason) implements ApplyOutcome {}

    /** @param done addresses of the resources that were changed before it failed */
    record Failed(String reason, List<String> done) implements ApplyOutcome {}
}
