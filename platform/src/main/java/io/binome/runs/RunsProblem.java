package io.binome.runs;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import io.binome.kernel.RunId;

/** What a caller of {@link Runs} may be told. */
public sealed interface RunsProblem extends Problem {
    /** There is no such run in this tenant. */
    @ProblemType(code = "run-not-found", status = 404)
    record RunNotFound(RunId run) implements RunsProblem {
        @Override
        public String message() {
            return "There is no run " + run + ". The runs of a change are listed on its page.";
        }
    }
}
