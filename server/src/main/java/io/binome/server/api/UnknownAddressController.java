package io.binome.server.api;

import io.binome.kernel.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what no other handler takes, so that a wrong address gets a problem like any other. */
@Hidden
@RestController
final class UnknownAddressController {
    @RequestMapping("/api/**")
    void unknown(HttpServletRequest request) {
        throw new ProblemException(
                new ApiProblem.NotFound("operation", request.getMethod() + " " + request.getRequestURI()));
    }
}
