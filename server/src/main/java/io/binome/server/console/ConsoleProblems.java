package io.binome.server.console;

import io.binome.kernel.ProblemException;
import io.binome.tenancy.TenancyProblem;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** The one place where a problem becomes a page: what happened, what is safe, what to do. */
@ControllerAdvice(basePackages = "io.binome.server.console")
final class ConsoleProblems {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleProblems.class);

    private final Frames frames;
    private final Pages pages;

    ConsoleProblems(Frames frames, Pages pages) {
        this.frames = frames;
        this.pages = pages;
    }

    @ExceptionHandler(ProblemException.class)
    View problem(ProblemException exception, HttpServletRequest request) {
        if (exception.problem() instanceof TenancyProblem.PasswordChangeRequired) {
            return new RedirectView("/account/password");
        }
        Reader reader = frames.reader(request);
        return page(request, exception.problem().status(), reader.problem(exception.problem()));
    }

    @ExceptionHandler(Exception.class)
    View unexpected(Exception exception, HttpServletRequest request) {
        if (exception instanceof ErrorResponse known) {
            return page(request, known.getStatusCode().value(), null);
        }
        LOG.error("A page failed unexpectedly", exception);
        return page(request, 500, null);
    }

    View page(HttpServletRequest request, int status, @org.jspecify.annotations.Nullable String sentence) {
        Frame frame = frames.bare(request, "trouble.title");
        String kind = frame.reader().knows("trouble." + status + ".title") ? Integer.toString(status) : "other";
        return pages.page(
                status,
                "trouble",
                frame,
                new Trouble(
                        status,
                        frame.text("trouble." + kind + ".title"),
                        sentence == null ? frame.text("trouble." + kind + ".sentence") : sentence,
                        frame.text("trouble." + kind + ".safe"),
                        back(request)));
    }

    /** The page from which the person came, when it is one of ours. */
    private static String back(HttpServletRequest request) {
        String referer = request.getHeader("Referer");
        if (referer != null) {
            try {
                java.net.URI from = java.net.URI.create(referer);
                if (request.getServerName().equals(from.getHost()) && from.getRawPath() != null) {
                    return Links.local(
                            from.getRawPath() + (from.getRawQuery() == null ? "" : "?" + from.getRawQuery()));
                }
            } catch (IllegalArgumentException notAnAddress) {
                return "/";
            }
        }
        return "/";
    }
}
