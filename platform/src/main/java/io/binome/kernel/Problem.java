package io.binome.kernel;

import java.util.Map;

/**
 * What went wrong, said to the one who asked. Each room has its own sealed family of problems; one mapper in the
 * server turns them all into RFC 9457 documents, and the console translates them by {@link #code()}.
 */
public interface Problem {
    /** Stable name in kebab case, such as {@code change-not-found}; part of the API. */
    String code();

    /** HTTP status that fits, 400 to 599. */
    int status();

    /** One or two English sentences: what happened, what is safe, what to do next. Never carries a secret. */
    String message();

    /** Values that {@link #message()} speaks of, by name, for translation and for programs. */
    default Map<String, String> arguments() {
        return Map.of();
    }
}
