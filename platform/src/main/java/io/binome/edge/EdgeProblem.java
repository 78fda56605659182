package io.binome.edge;

import io.binome.kernel.Problem;

/** What can go wrong with published ports. */
public sealed interface EdgeProblem extends Problem {
    record PortTaken(int port) implements EdgeProblem {
        @Override
        public String code() {
            return "port-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The host port " + port + " is taken. Leave the host port out to be given a free one.";
        }
    }

    record PortOutOfRange(int port, int first, int last) implements EdgeProblem {
        @Override
        public String code() {
            return "port-out-of-range";
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "The host port " + port + " is outside of this tenant's range " + first + " to " + last
                    + ". Leave the host port out to be given one, or choose one of the range.";
        }
    }

    record RangeExhausted(int first, int last) implements EdgeProblem {
        @Override
        public String code() {
            return "port-range-exhausted";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "All host ports of this tenant (" + first + " to " + last
                    + ") are in use. Remove a published port, or have the range widened.";
        }
    }
}
