package io.binome.states;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.Names;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;

/**
 * Which state is meant.
 *
 * @param workspace {@link #DEFAULT} or another name; never {@code lock}, which ends the addresses of locks
 */
public record StateKey(StackId stack, String workspace) {
    public static final String DEFAULT = "default";

    private static final String RESERVED = "lock";

    /** @throws ProblemException with {@link InvalidInput} when the workspace is no name */
    public StateKey {
        Names.require("workspace", workspace);
        if (workspace.equals(RESERVED)) {
            throw new ProblemException(InvalidInput.of("workspace", "must not be called " + RESERVED));
        }
    }

    public static StateKey of(StackId stack) {
        return new StateKey(stack, DEFAULT);
    }
}
