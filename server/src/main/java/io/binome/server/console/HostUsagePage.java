package io.binome.server.console;

import io.binome.metering.Reconciliation.HostBalance;
import io.binome.metering.Reconciliation.Lost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time of a server in a period of UTC: as the kernel counted the machine, what its tenants used of that, and all
 * else.
 *
 * @param host as {@code site/host}
 * @param lost times of which nothing can be known
 */
public record HostUsagePage(
        String site, String host, Period period, List<HostBalance> hours, List<Lost> lost, LocalDate today) {
    private static final BigDecimal HOUR_MICROS = new BigDecimal(3_600_000_000L);

    public HostUsagePage {
        hours = List.copyOf(hours);
        lost = List.copyOf(lost);
    }

    public String address() {
        return "/provider/sites/" + site + "/hosts/" + host + "/usage";
    }

    public boolean hasNext() {
        return !period.until().isAfter(today);
    }

    public long whole() {
        return hours.stream().mapToLong(HostBalance::cpuMicros).sum();
    }

    public long tenants() {
        return hours.stream().mapToLong(HostBalance::tenantsMicros).sum();
    }

    public long system() {
        return whole() - tenants();
    }

    /** Of the whole. */
    public long percent(long micros) {
        return Math.round(100.0 * micros / Math.max(1, whole()));
    }

    /** Microseconds as hours of one processor. */
    static BigDecimal hours(long micros) {
        return BigDecimal.valueOf(micros).divide(HOUR_MICROS, 12, RoundingMode.HALF_UP);
    }

    public static String words(Reader reader, long micros) {
        return words(reader, hours(micros));
    }

    public static String words(Reader reader, BigDecimal hours) {
        return reader.quantity(hours, 2) + "\u00a0" + reader.text("usage.unit.cpu");
    }

    /** A time of which nothing is known. */
    public static String words(Reader reader, Lost lost) {
        return reader.date(LocalDate.ofInstant(lost.from(), ZoneOffset.UTC)) + ", "
                + reader.clock(lost.from(), ZoneOffset.UTC) + " – "
                + (lost.length().toDays() < 1 ? "" : reader.date(LocalDate.ofInstant(lost.to(), ZoneOffset.UTC)) + ", ")
                + reader.clock(lost.to(), ZoneOffset.UTC) + " UTC";
    }

    public Chart chart(Reader reader) {
        Map<String, Map<String, BigDecimal>> amounts = new HashMap<>();
        for (HostBalance hour : hours) {
            Map<String, BigDecimal> piece = amounts.computeIfAbsent(piece(hour.hour()), _ -> new TreeMap<>());
            piece.merge(reader.text("host.usage.tenants"), hours(hour.tenantsMicros()), BigDecimal::add);
            // Counters are read one after another: in an hour in which nothing else ran it can be just below 0.
            piece.merge(reader.text("host.usage.system"), hours(Math.max(0, hour.systemMicros())), BigDecimal::add);
        }
        List<Chart.Piece> pieces = new ArrayList<>();
        for (String key : period.pieces(ZoneOffset.UTC)) {
            pieces.add(new Chart.Piece(
                    period.label(key, reader, ZoneOffset.UTC),
                    period.title(key, reader, ZoneOffset.UTC),
                    amounts.getOrDefault(key, Map.of()),
                    null,
                    null));
        }
        return Chart.of(pieces);
    }

    private String piece(Instant hour) {
        return switch (period.by()) {
            case MONTH -> hour.toString().substring(0, 7);
            case DAY -> hour.toString().substring(0, 10);
            case HOUR -> hour.toString();
        };
    }
}
