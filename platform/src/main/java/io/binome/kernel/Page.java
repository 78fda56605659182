package io.binome.kernel;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list. {@code next} is an opaque cursor, null on the last page. */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page of what was found.
     *
     * @param found up to one more than the request's limit: that one says that there is a next page
     * @param cursor of an item, behind which the next page goes on
     */
    public static <T> Page<T> of(List<T> found, PageRequest request, Function<T, String> cursor) {
        if (found.size() <= request.limit()) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, request.limit());
        return new Page<>(items, cursor.apply(items.getLast()));
    }

    public <S> Page<S> map(Function<T, S> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
