package io.binome.database;

import io.binome.kernel.Problem;
import java.util.Map;

/** What can go wrong between Binome and PostgreSQL that the caller cannot mend by asking differently. */
public sealed interface DatabaseProblem extends Problem {

    /** No connection could be had in time: the server is down, unreachable, or all connections are in use. */
    record DatabaseUnavailable(String reason) implements DatabaseProblem {
        @Override
        public String code() {
            return "database-unavailable";
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The database cannot be reached: " + reason + ". Nothing was changed. Try again in a moment.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("reason", reason);
        }
    }

    /** Other transactions kept getting in the way of this one, more often than it is tried again. */
    record TransactionContended(int attempts) implements DatabaseProblem {
        @Override
        public String code() {
            return "transaction-contended";
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "Others were changing the same data at the same moment, " + attempts
                    + " times in a row. Nothing was changed. Try again.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("attempts", Integer.toString(attempts));
        }
    }

    /** The embedded server does not start; the reason names the log to read. */
    record EmbeddedServerFailed(String reason) implements DatabaseProblem {
        @Override
        public String code() {
            return "embedded-database-failed";
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The embedded PostgreSQL does not start: " + reason + " The data is untouched.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("reason", reason);
        }
    }
}
