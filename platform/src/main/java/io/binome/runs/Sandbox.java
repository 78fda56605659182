package io.binome.runs;

import java.util.Optional;

/** The port of what runs an author's code so that it reaches what its run was given, and nothing else. */
public interface Sandbox {
    /** Why no run can be made here at the moment, in a sentence for the operator and the author; empty when one can. */
    Optional<String> unavailable();

    /**
     * Makes a place for the commands of one run. Waits for its share of memory, which tenants get in turns, and says so
     * in the log when it has to.
     *
     * @throws SandboxUnavailable with the sentence of {@link #unavailable}, or when the place cannot be made
     * @throws java.util.concurrent.CancellationException when cancelled while it waited
     */
    Confined open(Confinement confinement, RunLog log, Cancellation cancellation);

    /** No run can be made; its message says why and what the operator does about it. */
    final class SandboxUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public SandboxUnavailable(String sentence) {
            super(sentence);
        }

        public SandboxUnavailable(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }
}
