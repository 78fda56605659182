package io.binome.guidelines;

import java.time.LocalDate;

/**
 * An exemption that took effect.
 *
 * @param stack, {@code environment} and {@code address}: patterns of what it is for
 * @param until the last day, in UTC, on which it holds
 * @param state whether it holds on the day that was asked about
 */
public record ExemptionView(
        String id,
        String guideline,
        String stack,
        String environment,
        String address,
        String reason,
        LocalDate until,
        State state) {

    public enum State {
        HOLDS,
        /** Within a week. */
        ENDS_SOON,
        ENDED
    }
}
