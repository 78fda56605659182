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

    /** The disk of the server is full. */
    @ProblemType(code = "database-full", status = 503)
    record DatabaseFull(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The disk of the database is full: " + reason + ". Nothing was changed, and what runs goes on. "
                    + "Give the disk more room; then everything goes on by itself.";
        }
    }

    /** The connection broke in the middle of a transaction, maybe after its end was written. */
    @ProblemType(code = "database-lost", status = 503)
    record DatabaseLost(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The database went away in the middle: " + reason + ". Nothing was half-done. "
                    + "Look whether it was done, and if not, try again in a moment.";
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

    /** What is in the database could not be read as a whole. */
    @ProblemType(code = "snapshot-failed", status = 503)
    record SnapshotFailed(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The database could not be read as a whole: " + reason + ". Nothing was changed.";
        }
    }

    /** Something is kept where an empty database is wanted; {@code found} says what. */
    @ProblemType(code = "database-not-empty", status = 409)
    record DatabaseNotEmpty(String found) implements DatabaseProblem {
        @Override
        public String message() {
            return "The database is not empty: " + found + ". Nothing was changed. Give an empty one.";
        }
    }

    /** The rows do not fit into the tables, or the database refused them. */
    @ProblemType(code = "load-failed", status = 422)
    record LoadFailed(String reason) implements DatabaseProblem {
        @Override
        public String message() {
            return "The rows could not be put into the database: " + reason + ". None of them was kept.";
        }
    }

    /** The rows come from a newer Binome. */
    @ProblemType(code = "schema-newer", status = 409)
    record SchemaNewer(String theirs, String ours) implements DatabaseProblem {
        @Override
        public String message() {
            return "It was written by a newer Binome: its schema is " + theirs + ", and this one knows " + ours
                    + ". Nothing was changed. Use that version of Binome, or a newer one.";
        }
    }

    /** A migration is not the one that this program has under its number. */
    @ProblemType(code = "schema-unknown", status = 409)
    record SchemaUnknown(String version) implements DatabaseProblem {
        @Override
        public String message() {
            return "It was written by a development version of Binome, whose migration " + version
                    + " is not the one of this Binome. Nothing was changed. Use the version that wrote it.";
        }
    }
}
