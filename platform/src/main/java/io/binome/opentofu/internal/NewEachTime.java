package io.binome.opentofu.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a text that are new each time it is made: times, UUIDs (RFC 9562), bcrypt hashes. */
final class NewEachTime {
    /** How far a time may be from moving along with the time of planning: reading what runs can take minutes. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private static final int LONGEST = 100_000;

    private static final Pattern PART = Pattern.compile(
            "(?<time>\\b\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)"
                    + "|\\b\\d{8}T\\d{6}Z)"
                    + "|(?<uuid>\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b)"
                    + "|(?<bcrypt>\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53})");

    private static final Pattern HOLE = Pattern.compile("⟨(time|uuid|bcrypt)⟩");
    private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private NewEachTime() {}

    /**
     * The second text with a hole for each part that is new.
     *
     * @return null when the two differ in anything else
     */
    static @Nullable String pattern(String first, String second, Duration between) {
        if (Math.max(first.length(), second.length()) > LONGEST || second.indexOf('⟨') >= 0) {
            return null;
        }
        Matcher one = PART.matcher(first);
        Matcher other = PART.matcher(second);
        StringBuilder pattern = new StringBuilder();
        int firstEnd = 0;
        int secondEnd = 0;
        while (one.find()) {
            if (!other.find()
                    || !first.substring(firstEnd, one.start()).equals(second.substring(secondEnd, other.start()))) {
                return null;
            }
            String kind = kind(one);
            if (!kind.equals(kind(other)) || !isNew(kind, one.group(), other.group(), between)) {
                return null;
            }
            pattern.append(second, secondEnd, other.start())
                    .append(one.group().equals(other.group()) ? other.group() : "⟨" + kind + "⟩");
            firstEnd = one.end();
            secondEnd = other.end();
        }
        if (other.find() || !first.substring(firstEnd).equals(second.substring(secondEnd))) {
            return null;
        }
        return pattern.append(second, secondEnd, second.length()).toString();
    }

    /** Whether the text is the pattern with something of the right kind in each hole. */
    static boolean fits(String pattern, String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        Matcher hole = HOLE.matcher(pattern);
        Matcher part = PART.matcher(text);
        int end = 0;
        int at = 0;
        while (hole.find()) {
            String literal = pattern.substring(end, hole.start());
            int start = at + literal.length();
            if (!text.startsWith(literal, at)
                    || !part.region(start, text.length()).lookingAt()
                    || !hole.group(1).equals(kind(part))) {
                return false;
            }
            at = part.end();
            end = hole.end();
        }
        return text.substring(at).equals(pattern.substring(end));
    }

    private static String kind(Matcher part) {
        return part.group("time") != null ? "time" : part.group("uuid") != null ? "uuid" : "bcrypt";
    }

    /** Either the same, or new in the way of its kind: a time moves along with the time of planning. */
    private static boolean isNew(String kind, String first, String second, Duration between) {
        if (first.equals(second) || !kind.equals("time")) {
            return true;
        }
        Instant one = instant(first);
        Instant other = instant(second);
        return one != null
                && other != null
                && Duration.between(one, other).minus(between).abs().compareTo(TOLERANCE) <= 0;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.indexOf('-') < 0
                    ? LocalDateTime.parse(text, COMPACT).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException none) {
            return null;
        }
    }
}
