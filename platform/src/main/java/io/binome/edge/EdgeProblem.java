package io.binome.edge;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What can go wrong with published ports. */
public sealed interface EdgeProblem extends Problem {
    @ProblemType(code = "port-taken", status = 409)
    record PortTaken(int port) implements EdgeProblem {
        @Override
        public String message() {
            return "The host port " + port + " is taken. Leave the host port out to be given a free one.";
        }
    }

    @ProblemType(code = "port-out-of-range", status = 422)
    record PortOutOfRange(int port, int first, int last) implements EdgeProblem {
        @Override
        public String message() {
            return "The host port " + port + " is outside of this tenant's range " + first + " to " + last
                    + ". Leave the host port out to be given one, or choose one of the range.";
        }
    }

    @ProblemType(code = "port-range-exhausted", status = 409)
    record RangeExhausted(int first, int last) implements EdgeProblem {
        @Override
        public String message() {
            return "All host ports of this tenant (" + first + " to " + last
                    + ") are in use. Remove a published port, or have the range widened.";
        }
    }
}
