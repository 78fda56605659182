package io.binome.stacks;

import java.util.List;

/**
 * A condition that the stack states about itself, as it stood when the plan was made.
 *
 * @param address what states it, such as {@code check.reachable} or {@code aws_instance.web}
 * @param messages what the author wrote for those who must put it right; empty unless it fails
 */
public record PlanCheck(String address, Status status, List<String> messages) {
    public PlanCheck {
        messages = List.copyOf(messages);
    }

    /** Whether the condition holds. */
    public enum Status {
        PASS,
        FAIL,
        /** The condition itself could not be worked out. */
        ERROR,
        /** Only known once applied. */
        UNKNOWN
    }
}
