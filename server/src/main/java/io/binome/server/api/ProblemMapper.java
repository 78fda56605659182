package io.binome.server.api;

import io.binome.kernel.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** The one place where a problem becomes an HTTP answer of the API. */
@RestControllerAdvice(basePackages = "io.binome.server.api")
class ProblemMapper extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @ExceptionHandler(ProblemException.class)
    ResponseEntity<Map<String, Object>> problem(ProblemException exception) {
        return ProblemResponse.of(exception.problem());
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
