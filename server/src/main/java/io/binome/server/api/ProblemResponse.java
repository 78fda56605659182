package io.binome.server.api;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Problems as RFC 9457 documents. */
public final class ProblemResponse {
    static final MediaType TYPE = MediaType.APPLICATION_PROBLEM_JSON;

    private ProblemResponse() {}

    static ResponseEntity<Map<String, Object>> of(Problem problem) {
        return ResponseEntity.status(problem.status()).contentType(TYPE).body(document(problem));
    }

    /** The problem as it stands in answers, for those that are not HTTP. */
    public static Map<String, Object> document(Problem problem) {
        return document(problem.code(), problem.status(), problem.message(), problem.arguments());
    }

    static Map<String, Object> document(String code, int status, String detail, Map<String, String> arguments) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:binome:problem:" + code);
        document.put("title", code.replace('-', ' '));
        document.put("status", status);
        document.put("detail", detail);
        document.put("code", code);
        if (!arguments.isEmpty()) {
            document.put("arguments", arguments);
        }
        return document;
    }

    public static void unauthenticated(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"binome\"");
        write(
                response,
                401,
                document(
                        "unauthenticated",
                        401,
                        "Sign in first, or send an access token that is still valid: `binome login` makes one.",
                        Map.of()));
    }

    public static void refused(HttpServletResponse response) throws IOException {
        write(
                response,
                403,
                document("refused", 403, "The request did not come from a page of this console.", Map.of()));
    }

    /** For filters, which stand before the handlers and their mapper. */
    static void write(HttpServletResponse response, Problem problem) throws IOException {
        write(response, problem.status(), document(problem));
    }

    /** For requests that no handler took. */
    public static void unhandled(HttpServletResponse response, int status) throws IOException {
        String detail = status == 404 ? "There is nothing at this address." : "The request could not be answered.";
        write(response, status, document(status == 404 ? "not-found" : "unhandled", status, detail, Map.of()));
    }

    private static void write(HttpServletResponse response, int status, Map<String, Object> document)
            throws IOException {
        response.setStatus(status);
        response.setContentType(TYPE.toString());
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(CanonicalJson.text(document));
    }
}
