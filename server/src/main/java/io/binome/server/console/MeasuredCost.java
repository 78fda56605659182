package io.binome.server.console;

import io.binome.changes.ChangeCosts;
import org.jspecify.annotations.Nullable;

/**
 * What a change costs since it was applied, beside what was planned.
 *
 * @param measured null when nothing is measured of it
 * @param planned null when it was never judged
 */
public record MeasuredCost(
        ChangeCosts.@Nullable Measured measured, @Nullable CostPanel planned) {}
