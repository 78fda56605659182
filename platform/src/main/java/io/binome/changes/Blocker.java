package io.binome.changes;

import io.binome.contracts.Need;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that keeps a change from being applied. */
public sealed interface Blocker {
    record IsDraft() implements Blocker {}

    record NotPlanned() implements Blocker {}

    /** @param reasons what moved since it was planned: {@code head}, {@code base:<path>}, {@code live:<stack>},
     * {@code contract}, {@code rules} */
    record Stale(List<String> reasons) implements Blocker {}

    /**
     * @param missing how many approvals by people who are not authors, beyond those that were given
     * @param need what asks for them
     */
    record NeedsApproval(int missing, Need need) implements Blocker {
        /** By anybody who may review. */
        public NeedsApproval(int missing) {
            this(missing, Need.peer(""));
        }
    }

    /** @param findings of the guidelines that no exemption lifts, from 1; {@code first} is the message of one, in English */
    record BreaksRules(int findings, String first) implements Blocker {}

    /**
     * It may not be applied now.
     *
     * @param why an English sentence
     * @param startsAt when it can be, as far as it is known; null when no window will do
     */
    record WindowClosed(
            String environment, String why, @Nullable Instant startsAt) implements Blocker {}

    /** @param by who voted against, as an actor's reference */
    record Rejected(String by) implements Blocker {}

    /** Another change of the same stack failed half-way and must be retried or go back first. */
    record StackPartial(String stack, String change) implements Blocker {}

    /** @param change the one in front, as {@code shop!11} */
    record WaitsFor(String stack, String change) implements Blocker {}
}
