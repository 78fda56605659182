package io.binome.changes;

import io.binome.kernel.RunId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened to a change. {@code actor} is an actor's reference. */
public sealed interface Activity {
    Instant at();

    String actor();

    record Comment(Instant at, String actor, String text, Changes.@Nullable PlanLine line) implements Activity {}

    /** @param kind as in the ledger, such as {@code change.approved}; {@code details} as in the ledger */
    record Step(
            Instant at,
            String actor,
            String kind,
            Map<String, String> details,
            @Nullable RunId run) implements Activity {}
}
