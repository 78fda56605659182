package io.binome.server.security;

import io.binome.tenancy.SignIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who asks: the session cookie for the console, a bearer token for the API. Asks the database each time, so
 * that a session or token that ended is refused at once.
 */
final class PrincipalFilter extends OncePerRequestFilter {
    private final SignIn signIn;
    private final SessionCookie cookie;

    PrincipalFilter(SignIn signIn, SessionCookie cookie) {
        this.signIn = signIn;
        this.cookie = cookie;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Credential.of(request, cookie).principal(signIn).ifPresent(principal -> {
            var authentication = UsernamePasswordAuthenticationToken.authenticated(principal, "", List.of());
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(authentication);
            SecurityContextHolder.setContext(context);
        });
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    /** Asynchronous dispatches (server-sent events) continue a request that was authenticated already. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
