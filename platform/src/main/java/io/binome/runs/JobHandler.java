package io.binome.runs;

import java.time.Instant;

/** Carries out jobs of one kind. Registered with the runner at start. */
public interface JobHandler {
    String kind();

    /**
     * Runs on a virtual thread of its own. May be called again for the same job after a crash, so each effect must be
     * safe to repeat or be fenced.
     */
    Outcome run(JobLease lease);

    /** How a job ended. */
    sealed interface Outcome {
        record Done() implements Outcome {}

        /** Look at it again then; the reason is shown while it waits. */
        record Again(Instant at, String reason) implements Outcome {}

        /** Ended without success, for good. */
        record Failed(String reason) implements Outcome {}
    }
}
