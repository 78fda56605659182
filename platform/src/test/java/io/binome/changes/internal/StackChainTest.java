package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.kernel.ChangeId;
import io.binome.stacks.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stacks that take in outputs of others: in which order they go, and what is provisional until it is there. */
class StackChainTest {
    private final ChangesFixture room = new ChangesFixture();

    private static final String MANIFEST = """
            stacks:
              app: {path: app, environment: production, inputs: {subnet: network.%s}}
              network: {path: network, environment: production}
            """;

    @AfterEach
    void close() {
        room.close();
    }

    private static Map<String, String> files(String output, String network) {
        return Map.of(
                "binome.yaml", MANIFEST.formatted(output), "network/things", network, "app/things", "in=$subnet\n");
    }

    private StackPlan plan(ChangeId change, String stack) {
        return room.changes.plans(room.scope, change).stream()
                .filter(plan -> plan.declaration().name().equals(stack))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsForetoldAndComesTrueNeedsNoSecondReview() {
        ChangeId id = room.push("first", files("subnet", "subnet=10.1\n"));
        room.await(id, "planned");
        StackPlan app = plan(id, "app");
        assertThat(app.awaits()).containsExactly("network.subnet");
        assertThat(app.plan().changes().getFirst().after()).containsEntry("value", Value.text("10.1"));
        assertThat(plan(id, "network").provisional()).isFalse();
        room.approve(id);
        room.apply(id);
        room.await(id, "merged");
        assertThat(room.value("app", "in")).contains("10.1");

        // Of the second change the stack that takes it in is a part although none of its files changed.
        ChangeId second = room.push("second", files("subnet", "subnet=10.2\n"));
        room.await(second, "planned");
        assertThat(plan(second, "app").plan().changes().getFirst().after()).containsEntry("value", Value.text("10.2"));
        room.approve(second);
        room.apply(second);
        room.await(second, "merged");
        assertThat(room.value("app", "in")).contains("10.2");
    }

    @Test
    void whatIsKnownOnlyOnceAppliedIsPlannedAndReviewedAgain() {
        ChangeId id = halfApplied();
        Change again = room.changes.get(room.scope, id);
        assertThat(again.blockers()).containsExactly(new Blocker.NeedsApproval(1));
        assertThat(plan(id, "app").provisional()).isFalse();
        assertThat(plan(id, "app").plan().changes().getFirst().after())
                .containsEntry("value", Value.text("10.1 as made"));
        assertThat(plan(id, "network").plan().isEmpty()).isTrue();
        assertThat(room.value("app", "in")).isEmpty();

        assertThatThrownBy(() -> room.command(room.author, id, new ChangeCommand.Close()))
                .hasMessageContaining("half applied");
        assertThatThrownBy(() -> room.push(room.author, "first", again.head(), files("late-subnet", "other=1\n")))
                .hasMessageContaining("half applied");
        room.approve(id);
        room.apply(id);
        Change merged = room.await(id, "merged");
        assertThat(room.value("app", "in")).contains("10.1 as made");
        assertThat(room.stack("network").appliedCommit()).isEqualTo(merged.merge());
        assertThat(room.stack("network").partial()).isNull();
    }

    @Test
    void aChangeThatStoppedHalfWayCanGoBack() {
        ChangeId id = halfApplied();
        room.command(room.author, id, new ChangeCommand.GoBack("It was the wrong subnet"));
        room.await(id, "went-back");
        assertThat(room.value("network", "late-subnet")).isEmpty();
        ChangeId next = room.push("second", files("subnet", "subnet=10.9\n"));
        room.await(next, "planned");
        room.approve(next);
        room.apply(next);
        room.await(next, "merged");
        assertThat(room.value("app", "in")).contains("10.9");
    }

    /** The network is applied, the application waits for a second review. */
    private ChangeId halfApplied() {
        ChangeId id = room.push("first", files("late-subnet", "late-subnet=10.1\n"));
        Change first = room.await(id, "planned");
        assertThat(plan(id, "app").awaits()).containsExactly("network.late-subnet");
        assertThat(plan(id, "app").plan().changes()).isEmpty();
        room.approve(id);
        room.apply(id);
        room.await(
                id,
                change -> change.state() instanceof ChangeState.Planned
                        && !change.fingerprint().equals(first.fingerprint()));
        assertThat(room.value("network", "late-subnet")).contains("10.1 as made");
        return id;
    }

    @Test
    void aWrongOutputIsToldBeforeAnythingIsApplied() {
        ChangeId id = room.push("first", files("sunbet", "subnet=10.1\n"));
        room.await(id, "plan-failed");
        assertThat(plan(id, "app").failure()).contains("has no output 'sunbet'");
    }
}
