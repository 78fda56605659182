package io.binome.opentofu.internal;

import io.binome.opentofu.PlanNormaliser.Normalised;
import io.binome.stacks.Plan;
import java.time.Instant;

/** Placeholder. */
public final class EachTime {
    private EachTime() {}

    public static Normalised compare(Plan first, Instant firstAt, Plan second, Instant secondAt) {
        throw new UnsupportedOperationException();
    }

    public static Plan like(Plan reviewed, Plan again) {
        throw new UnsupportedOperationException();
    }
}
