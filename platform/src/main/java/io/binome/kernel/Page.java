package io.binome.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list. {@code next} is an opaque cursor, null on the last page. */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
