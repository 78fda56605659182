package io.binome.database;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What can go wrong between Binome and PostgreSQL that the caller cannot mend by asking differently. */
public sealed interface DatabaseProblem extends Problem {

    /** No connection could be had in time: the server is down, unreachable, or all connections are in use. */
    @ProblemType(code = "database-unavailable", status = 503)
    record DatabaseUnavailable(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The database cannot be reached: " + reason + ". Nothing was changed. Try again in a moment.";
        }
    }

    /** Other transactions kept getting in the way of this one, more often than it is tried again. */
    @ProblemType(code = "transaction-contended", status = 503)
    record TransactionContended(int attempts) implements DatabaseProblem {
        @Override
        public String message() {
            return "Others were changing the same data at the same moment, " + attempts
                    + " times in a row. Nothing was changed. Try again.";
        }
    }

    /** The embedded server does not start; the reason names the log to read. */
    @ProblemType(code = "embedded-database-failed", status = 503)
    record EmbeddedServerFailed(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The embedded PostgreSQL does not start: " + reason + " The data is untouched.";
        }
    }
}
