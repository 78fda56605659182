package io.binome.kernel;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a CSV file (RFC 4180) that a spreadsheet may open. A text that it would take for a formula gets an apostrophe
 * in front, as people of several companies write titles; numbers, also negative ones, stay numbers.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
public final class CsvLine {
    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+([.,][0-9]+)*");
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",;\r\n]");

    private CsvLine() {}

    /** With its end, {@code \r\n}. */
    public static String of(List<String> cells) {
        return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        boolean formula = !text.isEmpty()
                && BEGINS_A_FORMULA.indexOf(text.charAt(0)) >= 0
                && !NUMBER.matcher(text).matches();
        String plain = formula ? "'" + text : text;
        return NEEDS_QUOTES.matcher(plain).find() ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
