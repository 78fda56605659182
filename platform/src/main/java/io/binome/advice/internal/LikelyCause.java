package io.binome.advice.internal;

import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which change may have made a service use more than usual. */
final class LikelyCause {
    private static final Duration LONGEST_BEFORE = Duration.ofDays(7);
    private static final Duration FINEST = Duration.ofHours(1);

    private LikelyCause() {}

    private record Applied(Change change, Instant at) {}

    /**
     * The last one applied to the stack, not long before it rose.
     *
     * @param since the beginning of the hour in which it rose: when within it, nobody knows
     * @param applied when a change was; asked only for those of the stack
     */
    static Optional<Change> of(
            String stack, Instant since, List<Change> changes, Function<Change, Optional<Instant>> applied) {
        return changes.stream()
                .filter(change -> change.state() instanceof ChangeState.Merged)
                .filter(change -> change.summary().stacks().contains(stack))
                .flatMap(change -> applied.apply(change).map(at -> new Applied(change, at)).stream())
                .filter(one -> one.at().isBefore(since.plus(FINEST)))
                .filter(one -> one.at().isAfter(since.minus(LONGEST_BEFORE)))
                .max(Comparator.comparing(Applied::at))
                .map(Applied::change);
    }
}
