package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Constants as the API writes them, {@code GO_BACK} as {@code go-back}, and what must not be missing from a body. */
public final class Words {
    private Words() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws ProblemException with {@link InvalidInput}, which names the choices */
    public static <E extends Enum<E>> E parse(String field, Class<E> type, @Nullable String word) {
        String wanted = required(field, word);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> of(constant).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(InvalidInput.of(
                        field,
                        "must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Words::of)
                                        .collect(Collectors.joining(", ")))));
    }

    /** @throws ProblemException with {@link InvalidInput} when there is no value */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new ProblemException(InvalidInput.of(field, "is missing"));
        }
        return value;
    }
}
