package io.binome.cli.demo;

/** A step was not seen to work; the message says what was seen instead. */
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailure(String reason) {
        super(reason);
    }

    static void unless(boolean held, String reason) {
        if (!held) {
            throw new StepFailure(reason);
        }
    }
}
