package io.binome.runs;

import io.binome.kernel.Problem;
import io.binome.kernel.RunId;
import java.util.Map;

/** What a caller of {@link Runs} may be told. */
public sealed interface RunsProblem extends Problem {
    /** There is no such run in this tenant. */
    record RunNotFound(RunId run) implements RunsProblem {
        @Override
        public String code() {
            return "run-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no run " + run + ". The runs of a change are listed on its page.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("run", run.toString());
        }
    }
}
