package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.TestUsage;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageReading.Counter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingCsvTest {
    private static final Instant HOUR = Instant.parse("2026-10-05T10:00:00Z");
    private final UsageHour used = TestUsage.hour(TestUsage.origin(1, 1), HOUR, 500, 77, 0, 30, 4);

    private UsageReading reading(String identity, long from, long to, long sent, long requests) {
        return new UsageReading(
                HOUR,
                used.host(),
                used.stack(),
                used.service(),
                "boot",
                identity,
                new Counter(from, 0, 0),
                new Counter(to, sent, requests),
                false);
    }

    @Test
    void anHourIsWhatItsCountersMovedBy() {
        List<UsageReading> readings = List.of(
                reading("inode 7", 1_000, 1_400, 0, 0),
                reading("inode 9", 0, 100, 0, 0),
                reading("flow edge", 0, 0, 30, 4));
        StringBuilder csv = new StringBuilder(ReadingCsv.HEAD);
        readings.forEach(reading -> csv.append(ReadingCsv.line(reading)));
        assertThat(ReadingCsv.read(csv.toString())).isEqualTo(readings);
        assertThat(ReadingCsv.differences(List.of(used), readings)).isEmpty();
        assertThat(ReadingCsv.differences(List.of(used), List.of()))
                .as("hours whose readings are not kept any more")
                .isEmpty();
        assertThat(ReadingCsv.differences(List.of(used), readings.subList(0, 1)))
                .containsExactly("The hour 2026-10-05T10:00:00Z: its counters moved by 400 µs of CPU, 0 bytes and 0"
                        + " requests, the hour says 500 µs of CPU, 30 bytes and 4 requests");
    }
}
