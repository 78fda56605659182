package io.binome.server.state;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Behind the door of runs there are states and nothing else. */
public final class RunDoorFilter implements Filter {
    private static final String MARK = RunDoorFilter.class.getName();

    private final RunConnector door;

    public RunDoorFilter(RunConnector door) {
        this.door = door;
    }

    static boolean isRunDoor(HttpServletRequest request) {
        return request.getAttribute(MARK) != null;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (door.received(request)) {
            request.setAttribute(MARK, true);
            if (!((HttpServletRequest) request).getRequestURI().startsWith(StateServlet.AT)) {
                ((HttpServletResponse) response).setStatus(404);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
