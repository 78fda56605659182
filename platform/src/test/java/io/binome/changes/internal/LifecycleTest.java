package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.ChangeState;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole table: each state with each event. What is not in a row is refused. */
class LifecycleTest {
    private static final Map<String, ChangeState> STATES = states(
            new ChangeState.Planning(),
            new ChangeState.Conflicting(List.of("a")),
            new ChangeState.Refused(1),
            new ChangeState.Empty(),
            new ChangeState.PlanFailed("why"),
            new ChangeState.NotApplied("why"),
            new ChangeState.Planned(),
            new ChangeState.Scheduled(Instant.EPOCH),
            new ChangeState.Queued(),
            new ChangeState.Applying(),
            new ChangeState.ApplyFailed("why"),
            new ChangeState.GoingBack(),
            new ChangeState.Merged(),
            new ChangeState.WentBack(),
            new ChangeState.Closed());

    private static final List<Event> EVENTS = List.of(
            new Event.PlanWanted(),
            new Event.Conflicted(List.of("a")),
            new Event.FoundEmpty(),
            new Event.PlanRefused(1),
            new Event.PlanBroke("why"),
            new Event.PlanMade(),
            new Event.StartPutOff(Instant.EPOCH),
            new Event.QueueEntered(),
            new Event.QueueLeft(),
            new Event.ApplyBegan(),
            new Event.WentStale(),
            new Event.ApplyBroke("why", true),
            new Event.ApplyDone(),
            new Event.RetryWanted(),
            new Event.GoBackWanted(false),
            new Event.GoBackWanted(true),
            new Event.StoppedHalfWay(),
            new Event.GoBackDone(),
            new Event.GoBackBroke("why"),
            new Event.CloseWanted(),
            new Event.ReopenWanted());

    private static final String BEFORE_APPLY = "plan wanted>planning close wanted>closed go back wanted>going-back ";

    private static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry(
                    "planning",
                    BEFORE_APPLY
                            + "conflicted>conflicting found empty>empty plan refused>refused plan broke>plan-failed plan made>planned"),
            Map.entry("conflicting", BEFORE_APPLY),
            Map.entry("refused", BEFORE_APPLY),
            Map.entry("empty", BEFORE_APPLY),
            Map.entry("plan-failed", BEFORE_APPLY),
            Map.entry("not-applied", BEFORE_APPLY),
            Map.entry("planned", BEFORE_APPLY + "start put off>scheduled queue entered>queued"),
            Map.entry("scheduled", BEFORE_APPLY + "start put off>scheduled queue entered>queued queue left>planned"),
            Map.entry(
                    "queued",
                    BEFORE_APPLY
                            + "start put off>scheduled queue left>planned apply began>applying went stale>planning apply broke>apply-failed apply done>merged"),
            Map.entry(
                    "applying",
                    "stopped half way>planning apply began>applying went stale>planning apply broke>apply-failed apply done>merged"),
            Map.entry("apply-failed", "retry wanted>applying go back wanted>going-back go back wanted>going-back"),
            Map.entry("going-back", "go back done>went-back go back broke>apply-failed"),
            Map.entry("merged", ""),
            Map.entry("went-back", ""),
            Map.entry("closed", "reopen wanted>planning"));

    @Test
    void isThisTable() {
        STATES.forEach((name, state) -> {
            String row = EVENTS.stream()
                    .filter(event -> Lifecycle.next(state, event).isPresent())
                    .map(event -> event.words() + ">"
                            + Lifecycle.next(state, event).orElseThrow().name())
                    .sorted()
                    .collect(Collectors.joining("\n"));
            assertThat(row).as(name).isEqualTo(expected(TABLE.get(name)));
        });
    }

    /** Words may have spaces, so a row is read as {@code words>state} pairs. */
    private static String expected(String row) {
        return Arrays.stream(row.strip().split("(?<=>[a-z-]{1,20})(?![a-z-])"))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @Test
    void anApplyThatDidNothingLeavesNothingHalfWay() {
        assertThat(Lifecycle.after(new ChangeState.Applying(), new Event.ApplyBroke("no image", false)))
                .isEqualTo(new ChangeState.NotApplied("no image"));
    }

    @Test
    void refusalsNameTheCommand() {
        assertThatThrownBy(() -> Lifecycle.after(new ChangeState.Merged(), new Event.CloseWanted(), "close"))
                .hasMessageContaining("The change is merged: close is not possible now");
    }

    private static Map<String, ChangeState> states(ChangeState... states) {
        Map<String, ChangeState> byName = new LinkedHashMap<>();
        for (ChangeState state : states) {
            byName.put(state.name(), state);
        }
        return byName;
    }
}
