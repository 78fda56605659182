package io.binome.server.security;

import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TokenScope;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** What a request brought to show who asks. Kept by what outlives its request, to ask again whether it still holds. */
public sealed interface Credential {
    /** The person behind it, while it is valid; asks the database each time. */
    Optional<Principal> principal(SignIn signIn);

    /** What the request brought: a bearer token before a session's cookie, so that the two are never mixed. */
    static Credential of(HttpServletRequest request, SessionCookie cookie) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            return header.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? new Token(header.substring(7).strip())
                    : new None();
        }
        return cookie.read(request).<Credential>map(Session::new).orElseGet(None::new);
    }

    /** A personal access token; one for git alone does not open this door. */
    record Token(String secret) implements Credential {
        @Override
        public Optional<Principal> principal(SignIn signIn) {
            return signIn.byToken(secret)
                    .filter(principal -> principal.scopes().contains(TokenScope.API)
                            || principal.scopes().contains(TokenScope.READ));
        }

        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /** A console session. Browsers send it with requests that foreign pages make, too. */
    record Session(String secret) implements Credential {
        @Override
        public Optional<Principal> principal(SignIn signIn) {
            return signIn.bySession(secret);
        }

        @Override
        public String toString() {
            return "Session[…]";
        }
    }

    record None() implements Credential {
        @Override
        public Optional<Principal> principal(SignIn signIn) {
            return Optional.empty();
        }
    }
}
