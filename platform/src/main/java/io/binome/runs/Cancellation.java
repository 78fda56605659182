package io.binome.runs;

/** Tells long work that it should stop: somebody cancelled it, the server is closing, or the lease was lost. */
public interface Cancellation {
    boolean requested();

    /** @throws java.util.concurrent.CancellationException when {@link #requested()} */
    default void check() {
        if (requested()) {
            throw new java.util.concurrent.CancellationException("Cancelled");
        }
    }

    /** Called once when it is requested, at once if it was; the returned handle forgets the action. */
    AutoCloseable whenRequested(Runnable action);

    /** Never requested. */
    Cancellation NONE = new Cancellation() {
        @Override
        public boolean requested() {
            return false;
        }

        @Override
        public AutoCloseable whenRequested(Runnable action) {
            return () -> {};
        }
    };
}
