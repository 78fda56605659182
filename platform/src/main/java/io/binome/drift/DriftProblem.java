package io.binome.drift;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why drift cannot be looked for. */
public sealed interface DriftProblem extends Problem {
    /** There is nothing to compare with. */
    @ProblemType(code = "stack-not-applied", status = 409)
    record NotApplied(String stack) implements DriftProblem {
        @Override
        public String message() {
            return "There is no complete apply of " + stack + " that it could be compared with. Apply it first.";
        }
    }
}
