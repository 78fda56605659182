package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against prometheus.io/docs/instrumenting/exposition_formats. */
final class MetricsTextTest {
    @Test
    void aFamilyIsAnnouncedOnceAndItsSamplesStandTogether() {
        MetricsText text = new MetricsText();
        text.counter("b_total", "Both.", Map.of("service", "web", "a", "1"), new BigDecimal("1.250000"));
        text.gauge("a_bytes", "First.", Map.of(), BigDecimal.valueOf(7_000_000_000L));
        text.counter("b_total", "Both.", Map.of("service", "db", "a", "1"), BigDecimal.ZERO);
        assertThat(text).hasToString("""
                # HELP a_bytes First.
                # TYPE a_bytes gauge
                a_bytes{} 7000000000
                # HELP b_total Both.
                # TYPE b_total counter
                b_total{a="1",service="db"} 0
                b_total{a="1",service="web"} 1.250000
                """);
    }

    @Test
    void noValueOfALabelBreaksOutOfIt() {
        MetricsText text = new MetricsText();
        text.gauge("a", "One.", Map.of("name", "x\"} 1\nb{\\"), BigDecimal.ONE);
        assertThat(text.toString())
                .endsWith("a{name=\"x\\\"} 1\\nb{\\\\\"} 1\n")
                .hasLineCount(3);
    }
}
