package io.binome.runs;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Takes secrets out of a line before it is kept anywhere. */
@FunctionalInterface
public interface LogMask {
    /** What stands where a secret was. */
    String MASK = "••••";

    /** Shorter values are not searched for: they would blot out ordinary text and guard nothing. */
    int SHORTEST = 4;

    LogMask NONE = line -> line;

    String mask(String line);

    /** Finds these values in every form of {@link SecretSearch}. */
    static LogMask of(Collection<String> secrets) {
        return of(SecretSearch.of(secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList()));
    }

    static LogMask of(SecretSearch search) {
        return search::masked;
    }
}
