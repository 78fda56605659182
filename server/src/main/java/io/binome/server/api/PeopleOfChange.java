package io.binome.server.api;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose names an answer about a change needs. */
final class PeopleOfChange {
    private PeopleOfChange() {}

    static Stream<@Nullable String> of(Change change) {
        Stream<@Nullable String> rejecting = change.blockers().stream()
                .flatMap(blocker ->
                        blocker instanceof Blocker.Rejected rejected ? Stream.of(rejected.by()) : Stream.empty());
        Change.Limited limited = change.limited();
        Change.Overridden overridden = change.overridden();
        Stream<@Nullable String> operators =
                Stream.of(limited == null ? null : limited.by(), overridden == null ? null : overridden.by());
        return Stream.of(Stream.of(change.opener()), change.authors().stream(), rejecting, operators)
                .flatMap(people -> people);
    }
}
