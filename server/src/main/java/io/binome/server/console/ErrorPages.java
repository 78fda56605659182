package io.binome.server.console;

import io.binome.server.api.ProblemResponse;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.View;

/** Where requests end that no handler took: a page for people, a problem document for programs. */
@Controller
final class ErrorPages implements ErrorController {
    private final ConsoleProblems problems;

    ErrorPages(ConsoleProblems problems) {
        this.problems = problems;
    }

    @RequestMapping("/error")
    @Nullable
    View error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        if (path.startsWith("/api/")) {
            ProblemResponse.unhandled(response, status);
            return null;
        }
        return problems.page(request, status, null);
    }
}
