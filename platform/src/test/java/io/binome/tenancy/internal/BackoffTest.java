package io.binome.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    @ParameterizedTest
    @CsvSource({"1,0", "4,0", "5,2", "6,4", "7,8", "12,256", "13,512", "14,900", "15,900", "2147483647,900"})
    void pausesInSeconds(int failures, long seconds) {
        assertThat(Backoff.ACCOUNT.lockedUntil(failures, NOW)).isEqualTo(NOW.plusSeconds(seconds));
    }

    @Property
    void neverShorterAfterMore(@ForAll @IntRange(max = 100) int failures) {
        for (Backoff backoff : new Backoff[] {Backoff.ACCOUNT, Backoff.ADDRESS}) {
            assertThat(backoff.lockedUntil(failures + 1, NOW)).isAfterOrEqualTo(backoff.lockedUntil(failures, NOW));
            assertThat(backoff.forgottenAfter()).isGreaterThan(backoff.longest());
        }
    }

    @Test
    void forgetsAfterAQuietHour() {
        assertThat(Backoff.ACCOUNT.remembers(NOW, NOW.plus(Duration.ofMinutes(59))))
                .isTrue();
        assertThat(Backoff.ACCOUNT.remembers(NOW, NOW.plus(Duration.ofHours(1))))
                .isFalse();
        assertThat(Backoff.ACCOUNT.remembers(NOW, NOW.minus(Duration.ofDays(1))))
                .isTrue();
    }

    @Test
    void oneNetworkOfAnAddress() {
        assertThat(ClientAddress.network("198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(ClientAddress.network("2001:db8:1:2:3:4:5:6")).isEqualTo(ClientAddress.network("2001:db8:1:2::1"));
        assertThat(ClientAddress.network("2001:db8:1:2::1")).isNotEqualTo(ClientAddress.network("2001:db8:1:3::1"));
        assertThat(ClientAddress.network("::ffff:198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(ClientAddress.network("unix")).isEqualTo("unix");
    }
}
