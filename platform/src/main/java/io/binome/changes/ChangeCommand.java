package io.binome.changes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person can ask of a change. */
public sealed interface ChangeCommand {
    /** A vote for exactly this branch head and these plans. {@code seen} is {@link Change#fingerprint()} as the reviewer saw it. */
    record Approve(String seen, @Nullable String note) implements ChangeCommand {}

    /** A vote against; it blocks until withdrawn or until the plan changes. */
    record Reject(String seen, String note) implements ChangeCommand {}

    record WithdrawReview() implements ChangeCommand {}

    /** Queue it for its stacks; it is applied as soon as they are free. */
    record Apply(String seen) implements ChangeCommand {}

    /** Queue it for the next window in which it fits; looked at again then. */
    record Schedule(String seen) implements ChangeCommand {}

    /**
     * An operator leaves out, this once and for this plan, what rules, reviews, budgets and windows ask for. Never of what
     * governs: contract, guidelines, exemptions, prices. To be reviewed afterwards.
     */
    record Override(String seen, String reason) implements ChangeCommand {}

    /**
     * An operator limits the plans of this head to some addresses of resources and modules, and it is planned again. None
     * of them takes that back. The rest of its stacks stays as it is when it is applied.
     */
    record Limit(List<String> targets, String reason) implements ChangeCommand {
        public static final int MOST_TARGETS = 20;

        public Limit {
            targets = List.copyOf(targets);
        }
    }

    /** Take it out of the queue, or stop its apply at the next resource. */
    record Cancel() implements ChangeCommand {}

    /** After a failed apply: go on with what was reviewed. */
    record Retry() implements ChangeCommand {}

    /**
     * Back to what was applied before. After a failed apply: its stacks return to the default branch. After a complete
     * one: a new change that undoes this one is opened and applied at once, to be reviewed afterwards.
     */
    record GoBack(String reason) implements ChangeCommand {}

    record Replan() implements ChangeCommand {}

    record MarkDraft() implements ChangeCommand {}

    record MarkReady() implements ChangeCommand {}

    record Close() implements ChangeCommand {}

    record Reopen() implements ChangeCommand {}

    /**
     * Its opener and its authors may, and who leads.
     *
     * @param leads whether who asks may edit the changes of others too
     */
    record Edit(String title, String description, boolean leads) implements ChangeCommand {}

    /** The name in the API: {@code approve}, {@code go-back}, … */
    default String name() {
        return switch (this) {
            case Approve _ -> "approve";
            case Reject _ -> "reject";
            case WithdrawReview _ -> "withdraw-review";
            case Apply _ -> "apply";
            case Schedule _ -> "schedule";
            case Override _ -> "override";
            case Limit _ -> "targets";
            case Cancel _ -> "cancel";
            case Retry _ -> "retry";
            case GoBack _ -> "go-back";
            case Replan _ -> "replan";
            case MarkDraft _ -> "mark-draft";
            case MarkReady _ -> "mark-ready";
            case Close _ -> "close";
            case Reopen _ -> "reopen";
            case Edit _ -> "edit";
        };
    }
}
