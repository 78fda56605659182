package io.binome.compose.internal;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an unquoted YAML scalar means to Docker, whose reader follows YAML 1.2 with a few older forms: {@code yes} and
 * {@code on} are texts, {@code 0755} is octal.
 */
final class PlainScalars {
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)");
    private static final int LONGEST_NUMBER = 400;

    private PlainScalars() {}

    static @Nullable Object resolve(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> null;
            case "true", "True", "TRUE" -> Boolean.TRUE;
            case "false", "False", "FALSE" -> Boolean.FALSE;
            case ".nan", ".NaN", ".NAN" -> Double.NaN;
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
            default -> number(text);
        };
    }

    static boolean isNumber(String text) {
        return text.length() <= LONGEST_NUMBER && FLOAT.matcher(text).matches();
    }

    private static Object number(String text) {
        char first = text.charAt(0);
        if (text.length() > LONGEST_NUMBER
                || !(first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.')) {
            return text;
        }
        String plain = text.replace("_", "");
        if (INTEGER.matcher(plain).matches()) {
            BigInteger integer = integer(plain.toLowerCase(Locale.ROOT));
            if (integer.bitLength() < 64) {
                return integer.longValueExact();
            }
            return integer.signum() > 0 && integer.bitLength() == 64 ? integer : (Object) integer.doubleValue();
        }
        return FLOAT.matcher(plain).matches() ? (Object) Double.parseDouble(plain) : text;
    }

    private static BigInteger integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value;
        if (digits.startsWith("0x")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0b")) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0o")) {
            value = new BigInteger(digits.substring(2), 8);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            value = new BigInteger(digits.substring(1), 8);
        } else {
            value = new BigInteger(digits);
        }
        return negative ? value.negate() : value;
    }
}
