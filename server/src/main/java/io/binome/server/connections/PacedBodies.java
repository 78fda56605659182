package io.binome.server.connections;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Breaks off requests whose body comes too slowly, whoever reads it: git's doors, the API, or the web server itself for
 * a form, and also what nobody has read. Only the time spent waiting for the client counts. It belongs
 * around all that answers: the web server refuses the request where its answer has not begun.
 */
final class PacedBodies extends ValveBase {
    private final Pace.Limits limits;

    PacedBodies(Pace.Limits limits) {
        super(true);
        this.limits = limits;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request wire = request.getCoyoteRequest();
        InputBuffer plain = wire.getInputBuffer();
        PacedInput paced = new PacedInput(plain, new Pace(limits));
        wire.setInputBuffer(paced);
        try {
            getNext().invoke(request, response);
            if (!request.isAsync()) {
                leaveNothing(wire, paced, response);
            }
        } finally {
            wire.setInputBuffer(plain);
            if (paced.tooSlow) {
                breakOff(response);
            }
        }
    }

    /** The web server would wait for the rest of a body at any pace before it looks for the next request. */
    private static void leaveNothing(org.apache.coyote.Request wire, PacedInput paced, Response response)
            throws IOException {
        if (paced.tooSlow || wire.isFinished() || (wire.hasExpectation() && !paced.begun)) {
            return;
        }
        response.finishResponse();
        Nowhere nowhere = new Nowhere();
        try {
            while (paced.doRead(nowhere) >= 0) {
                // Until it has all come.
            }
        } catch (IOException gone) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        }
    }

    private static void breakOff(Response response) throws IOException {
        try {
            response.finishResponse();
        } finally {
            // What is left of the body is not waited for.
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        }
    }

    private static final class PacedInput implements InputBuffer {
        private final InputBuffer plain;
        private final Pace pace;
        private boolean begun;
        private boolean tooSlow;

        PacedInput(InputBuffer plain, Pace pace) {
            this.plain = plain;
            this.pace = pace;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            begun = true;
            if (tooSlow) {
                throw new SocketTimeoutException("The body came too slowly");
            }
            long asked = System.nanoTime();
            int read = plain.doRead(handler);
            if (read >= 0 && !pace.keptBy(read, System.nanoTime() - asked)) {
                tooSlow = true;
                throw new SocketTimeoutException("The body came too slowly");
            }
            return read;
        }

        @Override
        public int available() {
            return plain.available();
        }
    }

    /** Where bytes go that nobody wants. */
    private static final class Nowhere implements ApplicationBufferHandler {
        private @Nullable ByteBuffer buffer;

        @Override
        public void setByteBuffer(ByteBuffer next) {
            buffer = next;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // The buffers are the web server's.
        }
    }
}
