package io.binome.server.api;

import io.binome.edge.Edge;
import io.binome.kernel.ProblemException;
import io.binome.metering.AgentProblem.ReportBusy;
import io.binome.workloads.Runtime;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** The one place where a problem becomes an HTTP answer of the API. */
@RestControllerAdvice(basePackages = "io.binome.server.api")
class ProblemMapper extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @ExceptionHandler(ProblemException.class)
    ResponseEntity<Map<String, Object>> problem(ProblemException exception) {
        ResponseEntity<Map<String, Object>> answer = ProblemResponse.of(exception.problem());
        return exception.problem() instanceof ReportBusy busy
                ? ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(busy.after().toSeconds()))
                        .body(answer.getBody())
                : answer;
    }

    @ExceptionHandler(RuntimeException.class)
    ResponseEntity<Map<String, Object>> unexpected(RuntimeException exception) {
        LOG.error("A request failed unexpectedly", exception);
        return ResponseEntity.status(500)
                .contentType(ProblemResponse.TYPE)
                .body(ProblemResponse.document(
                        "internal",
                        500,
                        "Something went wrong that should not have. It is in the server's log; nothing was half-done.",
                        Map.of()));
    }

    @ExceptionHandler({Runtime.RuntimeUnavailable.class, Edge.EdgeUnavailable.class})
    ResponseEntity<Map<String, Object>> unavailable(RuntimeException exception) {
        LOG.warn("Something outside did not answer", exception);
        return ResponseEntity.status(503)
                .contentType(ProblemResponse.TYPE)
                .body(ProblemResponse.document(
                        "host-unavailable",
                        503,
                        "A host or the edge does not answer at the moment. What runs goes on. Try again in a minute.",
                        Map.of()));
    }

    @ExceptionHandler(Runtime.RuntimeRefused.class)
    ResponseEntity<Map<String, Object>> refused(Runtime.RuntimeRefused exception) {
        return ResponseEntity.status(409)
                .contentType(ProblemResponse.TYPE)
                .body(ProblemResponse.document(
                        "host-refused", 409, "The host refused: " + exception.getMessage(), Map.of()));
    }

    /** The framework's own sentence does not say what is wrong; the parser's does, without the value. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail =
                switch (exception.getCause()) {
                    case UnrecognizedPropertyException unknown ->
                        "The body has a field " + unknown.getPropertyName() + " that is not known here. Known are: "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + ".";
                    case JacksonException unreadable ->
                        "The body is not the JSON that is expected here, at " + place(unreadable) + ".";
                    case null, default -> "A body in JSON is expected here.";
                };
        return ResponseEntity.status(400)
                .contentType(ProblemResponse.TYPE)
                .body(ProblemResponse.document("bad-request", 400, detail, Map.of()));
    }

    private static String place(JacksonException unreadable) {
        return unreadable.getLocation() == null
                ? "an unknown place"
                : "line " + unreadable.getLocation().getLineNr() + ", column "
                        + unreadable.getLocation().getColumnNr();
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = body instanceof org.springframework.http.ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : "The request does not fit.";
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(ProblemResponse.TYPE)
                .body(ProblemResponse.document(
                        status.value() == 404 ? "not-found" : "bad-request", status.value(), detail, Map.of()));
    }
}
