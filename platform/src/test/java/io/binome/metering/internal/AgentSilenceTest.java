package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.HostId;
import io.binome.metering.Agents.Heard;
import io.binome.metering.internal.AgentSilence.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of which agent is told what, and when. */
class AgentSilenceTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(30));
    private static final AgentSilence SILENCE = new AgentSilence(Duration.ofMinutes(15));

    private static Instant minutes(long before) {
        return NOON.minus(Duration.ofMinutes(before));
    }

    private static Heard heard(@Nullable Instant at) {
        return heard(true, LONG_AGO, at, null);
    }

    private static Heard heard(boolean token, Instant issued, @Nullable Instant at, @Nullable HostId same) {
        return new Heard(token, issued, at, at, Duration.ZERO, 0, "1", same);
    }

    @Test
    void oneThatIsHeardIsNotTold() {
        assertThat(SILENCE.of(heard(NOON), null, LONG_AGO, NOON)).isEmpty();
        assertThat(SILENCE.of(heard(minutes(15)), null, LONG_AGO, NOON)).isEmpty();
        assertThat(SILENCE.of(heard(NOON.plusSeconds(60)), null, LONG_AGO, NOON))
                .as("the clock was set back")
                .isEmpty();
    }

    @Test
    void oneThatIsSilentForLongerIsToldWithWhenItWasHeardLast() {
        Instant last = minutes(15).minusSeconds(1);
        assertThat(SILENCE.of(heard(last), null, LONG_AGO, NOON)).contains(new Finding.Silent(last));
        assertThat(SILENCE.of(heard(last), last, LONG_AGO, NOON))
                .as("the same by the same name, however often it is looked")
                .contains(new Finding.Silent(last));
        assertThat(SILENCE.of(heard(last), minutes(90), LONG_AGO, NOON))
                .as("another silence, of which nobody was told")
                .contains(new Finding.Silent(last));
    }

    @Test
    void oneThatWasNeverHeardOrIsNotWaitedForIsNotTold() {
        assertThat(SILENCE.of(heard(null), null, LONG_AGO, NOON)).isEmpty();
        assertThat(SILENCE.of(heard(false, LONG_AGO, minutes(60), null), null, LONG_AGO, NOON))
                .as("its token was revoked")
                .isEmpty();
        assertThat(SILENCE.of(
                        heard(true, LONG_AGO, minutes(60), new HostId(new UUID(1, 1))), minutes(70), LONG_AGO, NOON))
                .as("its machine is read as another host")
                .isEmpty();
    }

    @Test
    void aNewTokenAndAServerThatWasAwayBeginAnew() {
        Instant last = minutes(600);
        assertThat(SILENCE.of(heard(true, minutes(15), last, null), null, LONG_AGO, NOON))
                .isEmpty();
        assertThat(SILENCE.of(heard(true, minutes(16), last, null), null, LONG_AGO, NOON))
                .contains(new Finding.Silent(last));
        assertThat(SILENCE.of(heard(last), null, minutes(15), NOON)).isEmpty();
        assertThat(SILENCE.of(heard(last), null, minutes(16), NOON)).contains(new Finding.Silent(last));
    }

    @Test
    void thatItIsBackIsToldToWhoWasToldThatItWasSilent() {
        Instant told = minutes(60);
        assertThat(SILENCE.of(heard(minutes(1)), told, LONG_AGO, NOON)).contains(new Finding.Back(told));
        assertThat(SILENCE.of(heard(minutes(1)), null, LONG_AGO, NOON)).isEmpty();
        assertThat(SILENCE.of(heard(told), told, NOON, NOON))
                .as("this server has not listened for long enough to know")
                .isEmpty();
        assertThat(SILENCE.of(heard(minutes(30)), told, NOON, NOON))
                .as("it was back, and whether it still is nobody knows")
                .isEmpty();
    }

    @Property
    void ofNoneThatWasHeardWithinTheTimeIsToldThatItIsSilentAndOfNoOtherThatItIsBack(
            @ForAll @IntRange(max = 120) int last,
            @ForAll @IntRange(max = 120) int issued,
            @ForAll @IntRange(max = 120) int listening,
            @ForAll @IntRange(max = 240) int told) {
        SILENCE.of(
                        heard(true, minutes(issued), minutes(last), null),
                        told > 120 ? null : minutes(told),
                        minutes(listening),
                        NOON)
                .ifPresent(finding -> {
                    switch (finding) {
                        case Finding.Silent silent -> {
                            assertThat(silent.since()).isEqualTo(minutes(last));
                            assertThat(Math.min(last, Math.min(issued, listening)))
                                    .isGreaterThan(15);
                        }
                        case Finding.Back back -> {
                            assertThat(back.since()).isEqualTo(minutes(told));
                            assertThat(last).isLessThan(told).isLessThanOrEqualTo(15);
                        }
                    }
                });
    }
}
