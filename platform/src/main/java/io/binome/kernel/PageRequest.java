package io.binome.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for: {@code limit} 1 to 200, {@code after} a cursor of an earlier {@link Page}. */
public record PageRequest(int limit, @Nullable String after) {
    public static final int MAX = 200;

    private static final String BETWEEN = "\n";

    public PageRequest {
        if (limit < 1 || limit > MAX) {
            throw new ProblemException(InvalidInput.of("limit", "must be between 1 and " + MAX));
        }
        if (after != null && !storable(after)) {
            throw notACursor();
        }
    }

    public static PageRequest first(int limit) {
        return new PageRequest(limit, null);
    }

    /** How many a store reads for {@link Page#of}. */
    public int limitAndOne() {
        return limit + 1;
    }

    /** The cursor of a list in the order of its ids; null on the first page. */
    public @Nullable UUID afterId() {
        return after == null ? null : id(after);
    }

    /** A cursor of a list that several values put in order; only the last may have line ends in it. */
    public static String cursor(String... parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #cursor} was made of; null on the first page. */
    public @Nullable List<String> afterParts(int count) {
        if (after == null) {
            return null;
        }
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split(BETWEEN, count);
            if (parts.length == count && storable(parts[count - 1])) {
                return List.of(parts);
            }
        } catch (IllegalArgumentException malformed) {
            throw notACursor();
        }
        throw notACursor();
    }

    /** An id that is part of a cursor. */
    public static UUID id(String part) {
        try {
            return Id.parseUuid(part);
        } catch (ProblemException malformed) {
            throw notACursor();
        }
    }

    /** A number that is part of a cursor, 0 or more. */
    public static int number(String part) {
        try {
            return Integer.parseUnsignedInt(part);
        } catch (NumberFormatException malformed) {
            throw notACursor();
        }
    }

    /** PostgreSQL compares no text with a NUL in it. */
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0;
    }

    private static ProblemException notACursor() {
        return new ProblemException(InvalidInput.of("after", "is not a cursor of an earlier page"));
    }
}
