package io.binome.metering.internal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows as arrays of their columns, for {@code unnest}. */
final class ArrayStore {
    private ArrayStore() {}

    static Field<UUID> value(UUID id) {
        return DSL.val(id);
    }

    static Field<Instant> value(Instant at) {
        return DSL.val(at);
    }

    static <T> Field<Long[]> numbers(List<T> rows, ToLongFunction<T> column) {
        return DSL.val(rows.stream().map(column::applyAsLong).toArray(Long[]::new));
    }

    static <T> Field<String[]> texts(List<T> rows, Function<T, String> column) {
        return DSL.val(rows.stream().map(column).toArray(String[]::new));
    }

    static <T> Field<Boolean[]> flags(List<T> rows, Function<T, Boolean> column) {
        return DSL.val(rows.stream().map(column).toArray(Boolean[]::new));
    }

    static <T> Field<Instant[]> times(List<T> rows, Function<T, Instant> column) {
        return DSL.val(rows.stream().map(column).toArray(Instant[]::new));
    }

    static <T> Field<UUID[]> ids(List<T> rows, Function<T, @Nullable UUID> column) {
        UUID[] ids = new UUID[rows.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = column.apply(rows.get(i));
        }
        return DSL.val(ids);
    }
}
