package io.binome.states;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import java.util.regex.Pattern;

/**
 * Which state is meant.
 *
 * @param workspace {@link #DEFAULT} or another name, as the programs call it; never {@code lock}, which ends the addresses of locks
 */
public record StateKey(StackId stack, String workspace) {
    public static final String DEFAULT = "default";

    private static final String RESERVED = "lock";
    /** Of the names that OpenTofu and Terraform admit, those that stand in an address and a path without escaping. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");

    /** @throws ProblemException with {@link InvalidInput} when the workspace is no name */
    public StateKey {
        if (!NAME.matcher(workspace).matches()) {
            throw new ProblemException(InvalidInput.of(
                    "workspace",
                    "must be 1 to 80 letters, digits, underscores, hyphens and points, beginning with a letter or a"
                            + " digit"));
        }
        if (workspace.equals(RESERVED)) {
            throw new ProblemException(InvalidInput.of("workspace", "must not be called " + RESERVED));
        }
    }

    public static StateKey of(StackId stack) {
        return new StateKey(stack, DEFAULT);
    }
}
