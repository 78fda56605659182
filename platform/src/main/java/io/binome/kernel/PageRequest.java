package io.binome.kernel;

import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for: {@code limit} 1 to 200, {@code after} a cursor of an earlier {@link Page}. */
public record PageRequest(int limit, @Nullable String after) {
    public static final int MAX = 200;

    public PageRequest {
        if (limit < 1 || limit > MAX) {
            throw new ProblemException(InvalidInput.of("limit", "must be between 1 and " + MAX));
        }
    }

    public static PageRequest first(int limit) {
        return new PageRequest(limit, null);
    }
}
