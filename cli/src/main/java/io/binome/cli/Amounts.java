package io.binome.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CPUs and sizes as people write them. */
final class Amounts {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([kmgt]?)(?:i?b)?");

    private Amounts() {}

    /** Thousandths of a CPU; empty when nothing is asked for. */
    static Optional<Long> cpuMillis(@Nullable String cpus) {
        if (cpus == null) {
            return Optional.empty();
        }
        if (!cpus.matches("\\d{1,6}(\\.\\d{1,3})?")) {
            throw new CommandProblem("'" + cpus + "' is no number of CPUs. Write one such as 16 or 0.5.");
        }
        return Optional.of(new BigDecimal(cpus).movePointRight(3).longValueExact());
    }

    /** Units count in 1024s, whether written GiB, GB or g; empty when nothing is asked for. */
    static Optional<Long> bytes(@Nullable String size) {
        if (size == null) {
            return Optional.empty();
        }
        Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT).strip());
        if (!matcher.matches()) {
            throw new CommandProblem("'" + size + "' is no size. Write one such as 512MiB or 16GiB.");
        }
        int shift =
                10 * ("kmgt".indexOf(matcher.group(2)) + 1) * (matcher.group(2).isEmpty() ? 0 : 1);
        return Optional.of(new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(1L << shift))
                .longValue());
    }

    static String cpus(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
