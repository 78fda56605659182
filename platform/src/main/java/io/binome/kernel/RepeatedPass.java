package io.binome.kernel;

import java.time.Duration;

/** Does something again and again on a thread of its own, with a pause before each pass, also the first, until closed. */
public final class RepeatedPass implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final Thread thread;

    private RepeatedPass(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins with the first pause: a server that starts has other things to do.
     *
     * @param pass says itself what failed; one that throws is the last
     */
    public static RepeatedPass start(String name, Duration pause, Runnable pass) {
        return new RepeatedPass(Thread.ofVirtual().name(name).start(() -> {
            try {
                while (true) {
                    Thread.sleep(pause);
                    pass.run();
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Interrupts a pass that goes on, and waits up to ten seconds for it. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST_END);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
