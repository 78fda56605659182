package io.binome.server.console;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of a run's log and how it is coloured.
 *
 * @param kind {@code bad}, {@code odd} or empty; {@code console.js} decides by the same words for lines that come later
 */
public record LogLine(String kind, String text) {
    private static final Pattern BAD = Pattern.compile(
            "\\b(error|failed|fails|failure|fatal|panic|exception|denied|refused|unhealthy|not healthy|cannot|could not|exit [1-9]\\d*|out of memory)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ODD =
            Pattern.compile("\\b(warn|warning|deprecated|retry|retrying)\\b", Pattern.CASE_INSENSITIVE);

    public static LogLine of(String text) {
        return new LogLine(BAD.matcher(text).find() ? "bad" : ODD.matcher(text).find() ? "odd" : "", text);
    }

    static List<LogLine> all(String log) {
        return log.lines().map(LogLine::of).toList();
    }
}
