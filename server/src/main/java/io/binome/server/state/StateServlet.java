package io.binome.server.state;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.server.state.StateDoors.Visit;
import io.binome.server.state.StateDoors.Visitor;
import io.binome.states.LockInfo;
import io.binome.states.StateLock;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.states.StatesProblem.LockNotHeld;
import io.binome.states.StatesProblem.LockOfAnother;
import io.binome.states.StatesProblem.StateLocked;
import io.binome.tenancy.TenancyProblem.TenantNotFound;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backend "http" of OpenTofu and Terraform at {@code /state/<tenant>/<repository>/<stack>[/<workspace>]}, to be mapped
 * to {@code /state/*}. The statuses are those that {@code internal/backend/remote-state/http/client.go} tells apart; the
 * sentences, which the client shows in its log alone, are plain text.
 */
public final class StateServlet extends HttpServlet {
    /** Where it is. */
    public static final String AT = "/state/";

    public static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "LOCK", "UNLOCK");

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(StateServlet.class);
    private static final int UTF_8_LONGEST = 4;

    private final transient StateDoors doors;
    private final transient States states;

    public StateServlet(StateDoors doors, States states) {
        this.doors = doors;
        this.states = states;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (ProblemException refused) {
            refuse(response, refused.problem());
        } catch (RuntimeException failed) {
            if (response.isCommitted()) {
                // The answer is half told: breaking off is the only way to say that it is not whole.
                throw new IOException("The state's answer broke off", failed);
            }
            LOG.error("{} of {} could not be answered", request.getMethod(), request.getRequestURI(), failed);
            say(response, 500, "Binome could not answer. Nothing was stored. The server's log says more.");
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        Optional<Visitor> visitor = doors.visitor(request.getHeader("Authorization"), RunDoorFilter.isRunDoor(request));
        if (visitor.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Binome\", charset=\"UTF-8\"");
            say(response, 401, "Sign in with any user name and an access token as the password.");
            return;
        }
        Optional<StateRequest> asked = StateRequest.of(request.getMethod(), request.getRequestURI());
        if (asked.isEmpty()) {
            refuse(response, new NoSuchState(request.getRequestURI()));
            return;
        }
        Visit visit = doors.enter(visitor.get(), asked.get().address());
        String lockId = lockId(request.getQueryString());
        switch (asked.get().kind()) {
            case READ -> read(visit, response);
            case WRITE -> write(visit, lockId, request, response);
            case DELETE -> {
                states.delete(visit.scope(), visit.key(), visit.client(), lockId);
                response.setStatus(200);
            }
            case LOCK -> {
                states.lock(visit.scope(), visit.key(), visit.client(), LockInfo.read(body(request)));
                response.setStatus(200);
            }
            case UNLOCK -> {
                unlock(visit, asked.get(), unlocked(visit, body(request)));
                response.setStatus(200);
            }
            case UNKNOWN -> {
                response.setHeader("Allow", String.join(", ", METHODS));
                say(response, 405, "A state is read, written and locked by " + String.join(", ", METHODS) + ".");
            }
        }
    }

    private void read(Visit visit, HttpServletResponse response) throws IOException {
        Optional<StateVersion> latest = states.latest(visit.scope(), visit.key());
        if (latest.isEmpty()) {
            response.setStatus(204);
            return;
        }
        StateVersion version = latest.get();
        response.setStatus(200);
        response.setContentType("application/json");
        response.setContentLengthLong(version.sizeBytes());
        response.setHeader("Content-MD5", version.md5());
        // Also keeps the container from compressing what is then decompressed on the same machine.
        response.setHeader("ETag", "\"" + version.sha256() + "\"");
        states.copy(visit.scope(), version.id(), response.getOutputStream());
    }

    private void write(Visit visit, @Nullable String lockId, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            say(response, 415, "A state is sent as it is, without Content-Encoding. Nothing was stored.");
            return;
        }
        String type = request.getContentType();
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            say(response, 415, "A state is sent as application/json. Nothing was stored.");
            return;
        }
        states.write(
                visit.scope(),
                visit.key(),
                visit.client(),
                lockId,
                new StateUpload(
                        request.getInputStream(), request.getContentLengthLong(), request.getHeader("Content-MD5")));
        response.setStatus(200);
    }

    /** A client that releases by force is not told apart from a holder who has lost what it locked with. */
    private void unlock(Visit visit, StateRequest asked, LockInfo lock) {
        try {
            states.unlock(visit.scope(), visit.key(), visit.client(), lock);
        } catch (ProblemException refused) {
            if (!(refused.problem() instanceof LockOfAnother)
                    || !lock.operation().isEmpty()
                    || !doors.mayForce(visit, asked.address())
                    || visit.person() == null) {
                throw refused;
            }
            states.forceUnlock(visit.scope(), visit.key(), visit.person().actor(), lock.id());
        }
    }

    /** Not by the container, which would look for parameters in the body, too. */
    private static @Nullable String lockId(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String part : query.split("&")) {
            if (part.startsWith("ID=") && part.length() > 3) {
                try {
                    return URLDecoder.decode(part.substring(3), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    throw new ProblemException(InvalidInput.of("lock", "has an ID that is not encoded well"));
                }
            }
        }
        return null;
    }

    private static String body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(UTF_8_LONGEST * LockInfo.LONGEST + 1);
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Which lock a client wants to release. OpenTofu's force-unlock sends the id alone, Terraform's (to 1.11 at least)
     * sends nothing at all and means whichever is held.
     */
    private LockInfo unlocked(Visit visit, String body) {
        if (!body.isEmpty()) {
            return LockInfo.read(body);
        }
        StateLock held = states.summary(visit.scope(), visit.key()).lock();
        if (held == null) {
            throw new ProblemException(new LockNotHeld("of any kind"));
        }
        return new LockInfo(held.info().id(), "", "", "", "");
    }

    private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
        switch (problem) {
            // What the client shows its user: who holds the lock.
            case StateLocked locked ->
                write(response, 423, "application/json", locked.lock().info().json());
            // 404 would be taken for an empty state.
            case TenantNotFound unknown -> say(response, 400, unknown.message());
            default -> say(response, problem.status(), problem.message());
        }
    }

    private static void say(HttpServletResponse response, int status, String sentence) throws IOException {
        write(response, status, "text/plain;charset=UTF-8", sentence + "\n");
    }

    private static void write(HttpServletResponse response, int status, String type, String body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
