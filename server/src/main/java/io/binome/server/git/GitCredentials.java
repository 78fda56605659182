package io.binome.server.git;

import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an access token out of an Authorization header: the password of Basic, whatever the user's name, or the user's
 * name alone, or Bearer.
 */
final class GitCredentials {
    private final SignIn signIn;

    GitCredentials(SignIn signIn) {
        this.signIn = signIn;
    }

    /** Asks the database each time, so that a revoked token ends at once. */
    Optional<Principal> principal(@Nullable String header) {
        return tokens(header).stream()
                .map(signIn::byToken)
                .flatMap(Optional::stream)
                .findFirst();
    }

    static List<String> tokens(@Nullable String header) {
        if (header == null) {
            return List.of();
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return List.of(header.substring(7).strip());
        }
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return List.of();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            String user = colon < 0 ? pair : pair.substring(0, colon);
            String password = colon < 0 ? "" : pair.substring(colon + 1);
            return List.of(password.isEmpty() ? user : password);
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }
}
