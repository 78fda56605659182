package io.binome.kernel;

import java.util.Map;

/**
 * What went wrong, said to the one who asked. Each room has its own sealed family of records; one mapper in the
 * server turns them all into RFC 9457 documents, and the console translates them by {@link #code()}. A record names
 * its code and status once, by {@link ProblemType}.
 */
public interface Problem {
    /** Stable name in kebab case, such as {@code change-not-found}; part of the API. */
    default String code() {
        return ProblemRecord.type(this).code();
    }

    /** HTTP status that fits, 400 to 599. */
    default int status() {
        return ProblemRecord.type(this).status();
    }

    /** One or two English sentences: what happened, what is safe, what to do next. Never carries a secret. */
    String message();

    /**
     * Values that {@link #message()} speaks of, by name, for translation and for programs: the record's components
     * unless the record says otherwise. A component that only some may see needs an override.
     */
    default Map<String, String> arguments() {
        return ProblemRecord.arguments(this);
    }
}
