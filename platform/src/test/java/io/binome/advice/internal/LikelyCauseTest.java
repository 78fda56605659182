package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.kernel.ChangeId;
import io.binome.kernel.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LikelyCauseTest {
    private static final Instant ROSE = Instant.parse("2026-06-21T10:00:00Z");

    @Test
    void theLastOneBeforeItRoseIsNamed() {
        assertThat(named(applied(1, -300, "web"), applied(3, -20, "web"), applied(2, -90, "web")))
                .contains(3);
    }

    @Test
    void nobodyKnowsWhenWithinTheHourItRose() {
        assertThat(named(applied(1, -20, "web"), applied(2, 59, "web"))).contains(2);
        assertThat(named(applied(1, -20, "web"), applied(2, 60, "web"))).contains(1);
    }

    @Test
    void whatAnotherStackGotIsNoCause() {
        assertThat(named(applied(1, -50, "web"), applied(2, -10, "mail"))).contains(1);
        assertThat(named(applied(2, -10, "mail"))).isEmpty();
    }

    @Test
    void whatWasLongBeforeOrWentBackIsNoCause() {
        assertThat(named(applied(1, -7 * 24 * 60, "web"))).isEmpty();
        assertThat(named(applied(1, -7 * 24 * 60 + 1, "web"))).contains(1);
        assertThat(named(applied(2, -10, "web", new ChangeState.WentBack()), applied(1, -50, "web")))
                .contains(1);
    }

    private static Optional<Integer> named(Change... changes) {
        // When it was applied is in its last moment here.
        return LikelyCause.of("web", ROSE, List.of(changes), change -> Optional.of(change.updatedAt()))
                .map(Change::number);
    }

    private static Change applied(int number, int minutes, String stack) {
        return applied(number, minutes, stack, new ChangeState.Merged());
    }

    private static Change applied(int number, int minutes, String stack, ChangeState state) {
        return new Change(
                new ChangeId(new UUID(0, number)),
                new RepositoryId(new UUID(0, 1)),
                "shop",
                number,
                "",
                "",
                "branch",
                "head",
                null,
                null,
                state,
                false,
                "user:00000000-0000-0000-0000-000000000001",
                Set.of(),
                null,
                false,
                false,
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of(stack), List.of()),
                1,
                "",
                null,
                null,
                null,
                ROSE,
                ROSE.plus(Duration.ofMinutes(minutes)));
    }
}
