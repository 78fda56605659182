package io.binome.testing;

import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads lists page by page, as callers from outside do. */
public final class Paged {
    private Paged() {}

    /** All items, in pages of so many. */
    public static <T> List<T> all(int limit, Function<PageRequest, Page<T>> list) {
        List<T> items = new ArrayList<>();
        String after = null;
        do {
            Page<T> page = list.apply(new PageRequest(limit, after));
            if (page.next() != null && page.items().size() != limit) {
                throw new AssertionError(
                        "A page that is not the last has " + page.items().size() + " items.");
            }
            items.addAll(page.items());
            after = page.next();
        } while (after != null);
        return items;
    }
}
