package io.binome.server.api;

import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.server.security.Credential;
import io.binome.server.security.SessionCookie;
import io.binome.server.settings.Settings;
import io.binome.server.shell.ShellProblem;
import io.binome.server.shell.Shells;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shells in services. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/services/{service}/shell")
final class ShellController {
    /** The better shell where the container has one. */
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "exec \"$(command -v bash || echo /bin/sh)\"");

    private final Stacks stacks;
    private final Workloads workloads;
    private final SignIn signIn;
    private final SessionCookie cookie;
    private final Settings settings;
    private final Entrance entrance;
    private final Shells shells;

    ShellController(
            Stacks stacks,
            Workloads workloads,
            SignIn signIn,
            SessionCookie cookie,
            Settings settings,
            Entrance entrance,
            Shells shells) {
        this.stacks = stacks;
        this.workloads = workloads;
        this.signIn = signIn;
        this.cookie = cookie;
        this.settings = settings;
        this.entrance = entrance;
        this.shells = shells;
    }

    /**
     * Opens a command in a replica of the service, as a WebSocket. Binary frames carry what is typed and what is shown;
     * text frames are JSON objects with a type. The client begins with {@code start} (command, replica, terminal,
     * columns, rows) and may send {@code resize} and {@code end-of-input}; the server answers with {@code started} and
     * ends with {@code exit} (code) or {@code problem}.
     */
    @GetMapping
    @ApiResponse(responseCode = "101", description = "The connection is a WebSocket from here on.")
    void open(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.OPERATE);
        Credential credential = Credential.of(request, cookie);
        if (credential instanceof Credential.Session && !fromThisConsole(request)) {
            throw new ProblemException(new ShellProblem.ForeignOrigin());
        }
        if (!Shells.asked(request)) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "Upgrade");
            throw new ProblemException(new ShellProblem.WebSocketOnly());
        }
        StackId id = stacks.byName(found.scope(), found.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)))
                .id();
        find(found, id, service);
        shells.open(
                found.scope().tenant(),
                () -> stillAllowed(credential, principal, tenant, repository),
                (command, replica, terminal) -> workloads.exec(
                        found.scope(),
                        principal.actor(),
                        id,
                        service,
                        replica == null ? firstRunning(find(found, id, service)) : replica,
                        command.isEmpty() ? SHELL : command,
                        terminal),
                request,
                response);
    }

    private boolean stillAllowed(Credential credential, Principal principal, String tenant, String repository) {
        try {
            return credential
                    .principal(signIn)
                    .filter(now -> now.member().equals(principal.member()))
                    .map(now -> entrance.repository(now, tenant, repository, Permission.OPERATE))
                    .isPresent();
        } catch (ProblemException ended) {
            return false;
        }
    }

    /**
     * Whether a page of this console asked. Browsers send a session's cookie with WebSockets that foreign pages open,
     * and name the page's origin, which no page can forge.
     */
    private boolean fromThisConsole(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && (origin.equals(origin(request)) || origin.equals(origin(settings.linkBase())));
    }

    private static String origin(HttpServletRequest request) {
        return origin(request.getRequestURL().toString());
    }

    private static String origin(String address) {
        URI uri = URI.create(address);
        boolean usual = uri.getPort() < 0
                || (uri.getScheme().equals("https") && uri.getPort() == 443)
                || (uri.getScheme().equals("http") && uri.getPort() == 80);
        return uri.getScheme() + "://" + uri.getHost() + (usual ? "" : ":" + uri.getPort());
    }

    private Workloads.Workload find(Entrance.RepositoryEntry entry, StackId stack, String service) {
        return workloads.of(entry.scope(), stack).stream()
                .filter(workload -> workload.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("service", service)));
    }

    private static int firstRunning(Workloads.Workload workload) {
        return workload.replicas().stream()
                .min(Comparator.comparing(
                                (Workloads.Replica replica) -> replica.state() != ObservedContainer.State.RUNNING)
                        .thenComparing(Workloads.Replica::ordinal))
                .map(Workloads.Replica::ordinal)
                .orElse(1);
    }
}
