package io.binome.compose.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations such as {@code 1m30s}, {@code 1.5h}, {@code 300ms}, read and written as Docker does. */
final class GoDuration {
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> NANOSECONDS = nanoseconds();

    private GoDuration() {}

    /** The duration in nanoseconds, or null when the text is none. */
    static @Nullable Long parse(String text) {
        if (text.equals("0") || text.equals("+0") || text.equals("-0")) {
            return 0L;
        }
        if (text.length() > 100 || !WHOLE.matcher(text).matches()) {
            return null;
        }
        BigDecimal total = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            Long unit = NANOSECONDS.get(part.group(2));
            total = total.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit == null ? 1 : unit)));
        }
        if (total.compareTo(MOST) > 0) {
            return null;
        }
        return text.startsWith("-") ? -total.longValue() : total.longValue();
    }

    static String text(long nanoseconds) {
        if (nanoseconds == 0) {
            return "0s";
        }
        String sign = nanoseconds < 0 ? "-" : "";
        long left = Math.abs(nanoseconds);
        if (left < 1_000) {
            return sign + left + "ns";
        }
        if (left < 1_000_000) {
            return sign + decimal(left, 3) + "µs";
        }
        if (left < 1_000_000_000) {
            return sign + decimal(left, 6) + "ms";
        }
        long minutes = left / 60_000_000_000L;
        String seconds = decimal(left % 60_000_000_000L, 9) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    static Duration duration(String text) {
        Long nanoseconds = parse(text);
        return Duration.ofNanos(nanoseconds == null ? 0 : nanoseconds);
    }

    private static String decimal(long value, int places) {
        String plain = BigDecimal.valueOf(value, places).stripTrailingZeros().toPlainString();
        return plain;
    }

    private static Map<String, Long> nanoseconds() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("ns", 1L);
        units.put("us", 1_000L);
        units.put("µs", 1_000L);
        units.put("μs", 1_000L);
        units.put("ms", 1_000_000L);
        units.put("s", 1_000_000_000L);
        units.put("m", 60_000_000_000L);
        units.put("h", 3_600_000_000_000L);
        return units;
    }
}
