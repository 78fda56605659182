package io.binome.server.shell;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.workloads.Runtime.ExecSession;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.json.JsonMapper;

/** The shells that are open at this process: counted by tenant, and closed when it stops. */
public final class Shells implements SmartLifecycle {
    private final Supplier<ShellLimits> limits;
    private final JsonMapper json;
    private final Map<TenantId, Integer> counts = new ConcurrentHashMap<>();
    private final Set<ShellSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** @param limits asked for each shell that is opened */
    public Shells(Supplier<ShellLimits> limits, JsonMapper json) {
        this.limits = limits;
        this.json = json;
    }

    /** Whether the request asks for a WebSocket as RFC 6455, section 4.2.1, has it. */
    public static boolean asked(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return "websocket".equalsIgnoreCase(upgrade)
                && "13".equals(request.getHeader("Sec-WebSocket-Version"))
                && request.getHeader("Sec-WebSocket-Key") != null;
    }

    /**
     * Makes a WebSocket of the request and goes on with it in threads of its own.
     *
     * @param allowed whether whoever asked still may; asked again and again, and a failure means no
     * @throws ProblemException with {@link ShellProblem.TooManyShells}; nothing was opened then
     */
    public void open(
            TenantId tenant,
            BooleanSupplier allowed,
            Opener opener,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        if (!running) {
            throw new ProblemException(new ShellProblem.ServerStops());
        }
        takePlace(tenant);
        ShellSocket socket = new ShellSocket(limits.get(), json, allowed, opener, ended -> {
            if (open.remove(ended)) {
                leavePlace(tenant);
            }
        });
        open.add(socket);
        try {
            Object container = request.getServletContext().getAttribute(ServerContainer.class.getName());
            ((ServerContainer) container).upgradeHttpToWebSocket(request, response, configuration(socket), Map.of());
        } catch (DeploymentException unfit) {
            socket.abandon();
            throw new ServletException("A WebSocket could not be made", unfit);
        } catch (IOException | RuntimeException failed) {
            socket.abandon();
            throw failed;
        }
        socket.expectOpening();
    }

    private void takePlace(TenantId tenant) {
        counts.compute(tenant, (key, count) -> {
            int taken = count == null ? 0 : count;
            int most = limits.get().perTenant();
            if (taken >= most) {
                throw new ProblemException(new ShellProblem.TooManyShells(most));
            }
            return taken + 1;
        });
    }

    private void leavePlace(TenantId tenant) {
        counts.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
    }

    private static ServerEndpointConfig configuration(ShellSocket socket) {
        return ServerEndpointConfig.Builder.create(ShellSocket.class, "/")
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast((Endpoint) socket);
                    }

                    /** The door has looked at it, with the session in hand. */
                    @Override
                    public boolean checkOrigin(String origin) {
                        return true;
                    }

                    /** No compression: what is sent is small, and secrets may be in it. */
                    @Override
                    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> asked) {
                        return List.of();
                    }
                })
                .build();
    }

    /** How many are open, over all tenants. */
    public int count() {
        return open.size();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(ShellSocket::serverStops);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server begins to wait for its requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** Opens the command that a shell begins with. */
    @FunctionalInterface
    public interface Opener {
        /**
         * @param command empty for a shell of the container's
         * @throws ProblemException when there is no such replica, or it does not run
         */
        ExecSession open(List<String> command, @org.jspecify.annotations.Nullable Integer replica, boolean terminal);
    }
}
