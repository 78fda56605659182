package io.binome.server.api;

import io.binome.kernel.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list as the API answers it; {@code next} is the cursor for {@code after}, null on the last page. */
record Listing<T>(List<T> items, @Nullable String next) {
    static <T> Listing<T> of(List<T> items) {
        return new Listing<>(items, null);
    }

    static <S, T> Listing<T> of(Page<S> page, Function<S, T> view) {
        return new Listing<>(page.items().stream().map(view).toList(), page.next());
    }
}
