package io.binome.secrets;

import io.binome.kernel.StackId;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For whom secrets are lent.
 *
 * @param environment of the stack: what is not meant for it is not lent
 * @param stack remembered as a user of the secret; null for what is no stack
 * @param log hears when the store has to be waited for; never a value
 * @param cancellation ends the waiting
 * @param patience for how long a store that does not answer, or is sealed, is waited for
 */
public record Borrower(
        String environment, @Nullable StackId stack, RunLog log, Cancellation cancellation, Duration patience) {
    /** As long as a restart and an unsealing take. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    public Borrower(String environment, @Nullable StackId stack, RunLog log, Cancellation cancellation) {
        this(environment, stack, log, cancellation, PATIENCE);
    }
}
