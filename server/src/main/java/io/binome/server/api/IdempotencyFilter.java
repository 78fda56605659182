package io.binome.server.api;

import io.binome.idempotency.IdempotencyKeys;
import io.binome.idempotency.IdempotencyKeys.Answer;
import io.binome.idempotency.IdempotencyKeys.Claim;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Principal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Sees to it that a POST with an {@code Idempotency-Key} is carried out once, however often it is sent
 * (draft-ietf-httpapi-idempotency-key-header). A repeated one is answered as the first was, with
 * {@code Idempotent-Replayed: true}.
 */
final class IdempotencyFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final int LARGEST_KEPT = 256 * 1024;

    private final IdempotencyKeys keys;

    IdempotencyFilter(IdempotencyKeys keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader("Idempotency-Key");
        Optional<Principal> principal = principal();
        if (key == null
                || principal.isEmpty()
                || !request.getMethod().equals("POST")
                || !(request instanceof ReadRequest read)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            carryOutOnce(new Use(principal.get(), requireKey(key)), read, response, chain);
        } catch (ProblemException refused) {
            ProblemResponse.write(response, refused.problem());
        }
    }

    private void carryOutOnce(Use use, ReadRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (keys.claim(use.home(), use.principal().member(), use.key(), identity(request))) {
            case Claim.Answered answered -> replay(answered.answer(), response);
            case Claim.Fresh _ -> {
                ContentCachingResponseWrapper caching = new ContentCachingResponseWrapper(response);
                boolean succeeded = false;
                try {
                    chain.doFilter(request, caching);
                    succeeded = caching.getStatus() >= 200 && caching.getStatus() < 300;
                } finally {
                    settle(use, succeeded, request, caching);
                }
                caching.copyBodyToResponse();
            }
        }
    }

    /** The step has been taken by now: a key that cannot be kept stays in use, and the answer goes out all the same. */
    private void settle(Use use, boolean succeeded, HttpServletRequest request, ContentCachingResponseWrapper answer) {
        try {
            if (succeeded) {
                byte[] body = answer.getContentAsByteArray();
                boolean kept = body.length <= LARGEST_KEPT && !holdsSecret(request);
                keys.keep(
                        use.home(),
                        use.principal().member(),
                        use.key(),
                        new Answer(answer.getStatus(), answer.getContentType(), kept ? body : null));
            } else {
                keys.release(use.home(), use.principal().member(), use.key());
            }
        } catch (RuntimeException failed) {
            LOG.error("The answer to a request with an idempotency key could not be kept", failed);
        }
    }

    private static void replay(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader("Idempotent-Replayed", "true");
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        if (answer.body() != null) {
            response.getOutputStream().write(answer.body());
        }
    }

    private static boolean holdsSecret(HttpServletRequest request) {
        return !(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler)
                || handler.hasMethodAnnotation(SecretAnswer.class);
    }

    private static byte[] identity(ReadRequest request) {
        byte[] address = (request.getMethod() + " " + request.getRequestURI() + "?" + request.getQueryString() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = request.body();
        byte[] both = new byte[address.length + body.length];
        System.arraycopy(address, 0, both, 0, address.length);
        System.arraycopy(body, 0, both, address.length, body.length);
        return both;
    }

    private static String requireKey(String key) {
        if (key.isBlank() || key.length() > 255) {
            throw new ProblemException(InvalidInput.of("Idempotency-Key", "must have 1 to 255 characters"));
        }
        return key;
    }

    private static Optional<Principal> principal() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Principal principal
                ? Optional.of(principal)
                : Optional.empty();
    }

    private record Use(Principal principal, String key) {
        TenantScope home() {
            return new TenantScope(principal.home());
        }
    }
}
