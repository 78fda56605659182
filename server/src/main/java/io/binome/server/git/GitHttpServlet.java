package io.binome.server.git;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.repositories.GitTransport;
import io.binome.repositories.GitTransport.Service;
import io.binome.repositories.GitTransport.Visit;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Smart HTTP of git at {@code /git/<tenant>/<repository>.git}. To be mapped to {@code /git/*}. What it answers besides
 * the protocol is plain text, which git shows to the person behind {@code remote:}.
 */
public final class GitHttpServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GitHttpServlet.class);

    /** What a fetch asks for is lines of ids; more than this is no fetch. */
    private static final long LARGEST_FETCH_REQUEST = 64L << 20;

    private final transient GitCredentials credentials;
    private final transient Access access;
    private final transient Repositories repositories;
    private final transient GitTransport transport;

    public GitHttpServlet(SignIn signIn, Access access, Repositories repositories, GitTransport transport) {
        this.credentials = new GitCredentials(signIn);
        this.access = access;
        this.repositories = repositories;
        this.transport = transport;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (ProblemException refused) {
            Problem problem = refused.problem();
            say(response, problem.status(), problem.message());
        } catch (RuntimeException failed) {
            if (response.isCommitted()) {
                // The answer is half told: breaking off is the only way to say that it is not whole.
                throw new IOException("Git's answer broke off", failed);
            }
            LOG.error("Git's request {} could not be answered", request.getRequestURI(), failed);
            say(response, 500, "Binome could not answer. No branch has moved. The server's log says more.");
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        Optional<GitAddress> found = GitAddress.of(path == null ? "" : path);
        if (found.isEmpty()) {
            say(response, 404, "There is nothing here. A repository is at /git/<tenant>/<repository>.git");
            return;
        }
        GitAddress address = found.get();
        boolean advertise = address.action().equals("info/refs");
        if (!request.getMethod().equals(advertise ? "GET" : "POST")) {
            response.setHeader("Allow", advertise ? "GET" : "POST");
            say(response, 405, "Git does not ask so.");
            return;
        }
        Optional<Principal> principal = credentials.principal(request.getHeader("Authorization"));
        if (principal.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Binome\", charset=\"UTF-8\"");
            say(response, 401, "Sign in with any user name and an access token as the password.");
            return;
        }
        Optional<Service> service = address.service(request.getParameter("service"));
        if (service.isEmpty()) {
            say(response, 403, "This git is too old: smart HTTP is needed, which git has since 1.6.6.");
            return;
        }
        if (!advertise && !mediaType(service.get(), "request").equals(request.getContentType())) {
            say(response, 415, "The content type must be " + mediaType(service.get(), "request") + ".");
            return;
        }
        Visit visit = enter(principal.get(), address, service.get(), request.getHeader("Git-Protocol"));
        response.setHeader("Cache-Control", "no-cache, max-age=0, must-revalidate");
        response.setContentType(mediaType(service.get(), advertise ? "advertisement" : "result"));
        if (advertise) {
            transport.advertise(visit, service.get(), response.getOutputStream());
        } else if (service.get() == Service.UPLOAD_PACK) {
            transport.uploadPack(
                    visit, new LimitedStream(body(request), LARGEST_FETCH_REQUEST), response.getOutputStream());
        } else {
            transport.receivePack(
                    visit,
                    principal.get().actor(),
                    () -> stillAllowed(request, address),
                    body(request),
                    response.getOutputStream());
        }
    }

    private static String mediaType(Service service, String kind) {
        return "application/x-" + service.command() + "-" + kind;
    }

    /** A repository that somebody may not see is answered like one that is not there. */
    private Visit enter(Principal principal, GitAddress address, Service service, @Nullable String protocol) {
        Permission permission = service == Service.RECEIVE_PACK ? Permission.PROPOSE : Permission.READ;
        Access.Entry entry = access.enterByGit(principal, address.tenant(), permission);
        Repository repository = repositories
                .byName(entry.scope(), address.repository())
                .orElseThrow(() -> new ProblemException(new RepositoryProblem.NotFound(address.repository())));
        return new Visit(entry.scope(), repository.id(), protocol);
    }

    private boolean stillAllowed(HttpServletRequest request, GitAddress address) {
        Optional<Principal> principal = credentials.principal(request.getHeader("Authorization"));
        try {
            return principal.isPresent()
                    && access.enterByGit(principal.get(), address.tenant(), Permission.PROPOSE) != null;
        } catch (ProblemException ended) {
            return false;
        }
    }

    private static InputStream body(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        return "gzip".equals(encoding) || "x-gzip".equals(encoding)
                ? new GZIPInputStream(request.getInputStream(), 8192)
                : request.getInputStream();
    }

    private static void say(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
