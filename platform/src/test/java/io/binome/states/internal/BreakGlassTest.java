package io.binome.states.internal;

import static io.binome.states.internal.OpenStates.code;
import static io.binome.states.internal.OpenStates.lock;
import static io.binome.states.internal.OpenStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.PageRequest;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.states.BreakGlass;
import io.binome.states.HandWrites.Answer;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateVersion;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakGlassTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final OpenStates open = new OpenStates();
    private final StateClient.Person zoe = (StateClient.Person) open.person();

    @BeforeEach
    void imported() {
        open.handWrites = new Answer.Allowed(Duration.ofHours(1));
        open.write(zoe, null, state(1));
    }

    @AfterEach
    void close() {
        open.close();
    }

    private BreakGlass open(Duration length) {
        return open.room.breakGlasses().open(open.alma, open.key, zoe.actor(), "The provider is down", length);
    }

    private LedgerEntry newest() {
        return open.ledger
                .list(open.alma, LedgerFilter.ANY, PageRequest.first(1))
                .items()
                .getFirst();
    }

    @Test
    void whileItIsOpenItsOpenerWritesAndNobodyElse() {
        assertThat(code(() -> open.write(zoe, null, state(2)))).isEqualTo("state-written-by-hand");
        BreakGlass glass = open(HALF_AN_HOUR);
        assertThat(open.opened).containsExactly("The provider is down");
        StateVersion written = open.write(zoe, null, state(2));
        assertThat(written.origin()).isEqualTo(StateVersion.Origin.BY_HAND);
        assertThat(newest().canonicalJson())
                .contains("\"breakGlass\":\"" + glass.id() + "\"", "\"reason\":\"The provider is down\"");
        assertThat(open.written).containsExactly(open.key);
        assertThat(code(() -> open.write(open.person(), null, state(3)))).isEqualTo("state-written-by-hand");

        BreakGlass closed = open.room.breakGlasses().close(open.alma, zoe.actor(), glass.id());
        assertThat(closed.writes()).isEqualTo(1);
        assertThat(closed.closedBy()).isEqualTo(zoe.actor().reference());
        assertThat(code(() -> open.write(zoe, null, state(3)))).isEqualTo("state-written-by-hand");
        assertThat(open.written).hasSize(2);
        assertThat(open.recorded())
                .containsExactly(
                        "state.imported",
                        "state.break-glass-opened",
                        "state.written-by-hand",
                        "state.break-glass-closed");
        // Closing what is closed says how it was closed, and records nothing.
        assertThat(open.room.breakGlasses().close(open.alma, zoe.actor(), glass.id()))
                .isEqualTo(closed);
        assertThat(open.recorded()).hasSize(4);
    }

    @Test
    void itEndsByItselfAndThatIsInTheLedger() {
        BreakGlass glass = open(Duration.ofMinutes(1));
        open.write(zoe, null, state(2));
        open.clock.advance(Duration.ofMinutes(1));
        // Its time is over although nobody has closed it yet.
        assertThat(code(() -> open.write(zoe, null, state(3)))).isEqualTo("state-written-by-hand");
        assertThat(open.room.breakGlasses().open(open.alma, open.key)).isEmpty();
        open.room.keeper().closeBreakGlasses();
        BreakGlass closed = open.room
                .breakGlasses()
                .list(open.alma, PageRequest.first(5))
                .items()
                .getFirst();
        assertThat(closed.closedAt()).isEqualTo(glass.endsAt());
        assertThat(closed.closedBy()).isNull();
        assertThat(newest().kind()).isEqualTo("state.break-glass-closed");
        assertThat(newest().canonicalJson()).contains("\"because\":\"time over\"");
        assertThat(open.written).hasSize(2);
        open(HALF_AN_HOUR);
        open.write(zoe, null, state(3));
    }

    @Test
    void aRunsLockWinsAndAPersonsOwnLockHolds() {
        open(HALF_AN_HOUR);
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        open.states.lock(open.alma, open.key, run, lock("run"));
        assertThat(code(() -> open.write(zoe, null, state(2)))).isEqualTo("state-locked");
        assertThat(code(() -> open.write(zoe, "run", state(2)))).isEqualTo("state-lock-of-another");
        open.states.unlock(open.alma, open.key, run, lock("run"));

        open.states.lock(open.alma, open.key, zoe, lock("hers"));
        open.write(zoe, "hers", state(2));
        open.write(zoe, "hers", state(3));
        assertThat(open.written).as("it is looked at when she is through").isEmpty();
        open.states.unlock(open.alma, open.key, zoe, lock("hers"));
        assertThat(open.written).containsExactly(open.key);
    }

    @Test
    void whatTheContractSaysCountsAtEachWrite() {
        open(HALF_AN_HOUR);
        assertThat(code(() -> open(HALF_AN_HOUR))).isEqualTo("break-glass-open");
        open.handWrites = new Answer.Forbidden();
        assertThat(code(() -> open.write(zoe, null, state(2)))).isEqualTo("state-written-by-hand");
        assertThat(code(() -> open(HALF_AN_HOUR))).isEqualTo("break-glass-forbidden");
        open.handWrites = new Answer.NotYou("an operator");
        assertThat(code(() -> open(HALF_AN_HOUR))).isEqualTo("break-glass-not-yours");
        open.handWrites = new Answer.Allowed(Duration.ofMinutes(20));
        assertThat(code(() -> open(HALF_AN_HOUR))).isEqualTo("invalid-input");
        assertThat(open.write(zoe, null, state(2)).origin()).isEqualTo(StateVersion.Origin.BY_HAND);
    }
}
