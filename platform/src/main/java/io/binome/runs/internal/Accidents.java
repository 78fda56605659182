package io.binome.runs.internal;

import io.binome.kernel.ProblemException;
import java.time.Duration;

/** How long a job rests after an accident, and how what befell it reads. */
final class Accidents {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Accidents() {}

    /** {@code first}, doubled with each accident in a row after the first. */
    static Duration pause(Duration first, int accidentsBefore) {
        Duration pause = first.multipliedBy(1L << Math.min(accidentsBefore, 10));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** For people; what is known about a fault of Binome itself goes to the server's log. */
    static String sentence(Throwable failed) {
        if (failed instanceof ProblemException known) {
            return known.problem().message();
        }
        String message = failed.getMessage();
        String name = failed.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message;
    }
}
