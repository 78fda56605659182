package io.binome.runs;

import java.time.Duration;

/** How a command of a run ended. */
public sealed interface Ended {
    /** What happened, in a sentence for its author. */
    String sentence();

    default boolean succeeded() {
        return this instanceof Exited exited && exited.status() == 0;
    }

    /** By itself. @param status 0 to 255; 128 and the signal's number when a signal ended it */
    record Exited(int status) implements Ended {
        @Override
        public String sentence() {
            return status == 0 ? "The command succeeded." : "The command ended with status " + status + ".";
        }
    }

    /** @param killed whether it had not ended when its grace was over */
    record Cancelled(boolean killed) implements Ended {
        @Override
        public String sentence() {
            return killed ? "The command was cancelled, did not end, and was killed." : "The command was cancelled.";
        }
    }

    record TimedOut(Duration limit) implements Ended {
        @Override
        public String sentence() {
            return "The run was stopped after its time limit of " + Amounts.time(limit) + ".";
        }
    }

    record OutOfMemory(long limitBytes) implements Ended {
        @Override
        public String sentence() {
            return "The run needed more than " + Amounts.bytes(limitBytes) + " of memory.";
        }
    }

    record DiskFull(long limitBytes) implements Ended {
        @Override
        public String sentence() {
            return "The run filled its " + Amounts.bytes(limitBytes) + " of disk.";
        }
    }

    record TooManyProcesses(int limit) implements Ended {
        @Override
        public String sentence() {
            return "The run needed more than " + limit + " processes and threads.";
        }
    }

    record TooMuchOutput(long limitBytes) implements Ended {
        @Override
        public String sentence() {
            return "The command printed more than " + Amounts.bytes(limitBytes) + ".";
        }
    }
}
