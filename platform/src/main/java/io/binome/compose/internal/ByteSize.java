package io.binome.compose.internal;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes such as {@code 64m}, {@code 1.5GiB} or {@code 512}; units are powers of 1024. */
final class ByteSize {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,19}\\.?[0-9]{0,19}|\\.[0-9]{1,19}) ?(b|[kmgtp](?:i?b)?)?");

    private ByteSize() {}

    /** The size in bytes, or null when the text is none. */
    static @Nullable Long parse(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(2);
        int power = unit == null ? 0 : "bkmgtp".indexOf(unit.charAt(0));
        BigDecimal bytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(1024).pow(power));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? null : (Long) bytes.longValue();
    }
}
