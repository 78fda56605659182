package io.binome.server.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads bodies of the API whole, up to a limit, before anything looks at them. */
final class BodyLimitFilter extends OncePerRequestFilter {
    static final int MAXIMUM_BYTES = 1024 * 1024;

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!WITH_BODY.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getContentLengthLong() > MAXIMUM_BYTES
                ? null
                : request.getInputStream().readNBytes(MAXIMUM_BYTES + 1);
        if (body == null || body.length > MAXIMUM_BYTES) {
            // What is left of the body is not waited for.
            response.setHeader("Connection", "close");
            ProblemResponse.write(response, new ApiProblem.BodyTooLarge(MAXIMUM_BYTES));
            return;
        }
        chain.doFilter(new ReadRequest(request, body), response);
    }
}
