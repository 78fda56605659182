package io.binome.server.shell;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.server.api.ProblemResponse;
import io.binome.workloads.Runtime.ExecSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * One shell. What is typed is written in the thread that received it, so that a command that does not read holds back
 * whoever types; what is shown is read in a thread of its own and sent blocking, so that a reader who does not read holds
 * back the command. A third thread watches: time, life signs, and whether whoever opened it still may.
 */
final class ShellSocket extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ShellSocket.class);
    private static final Duration LIFE_SIGN = Duration.ofSeconds(20);

    private final ShellLimits limits;
    private final JsonMapper json;
    private final BooleanSupplier allowed;
    private final Shells.Opener opener;
    private final Consumer<ShellSocket> ended;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock typing = new ReentrantLock();
    private final AtomicBoolean over = new AtomicBoolean();
    private final long openedAt = System.nanoTime();
    private volatile long lastUse = System.nanoTime();
    private volatile @Nullable Session session;
    private volatile @Nullable ExecSession command;

    ShellSocket(
            ShellLimits limits,
            JsonMapper json,
            BooleanSupplier allowed,
            Shells.Opener opener,
            Consumer<ShellSocket> ended) {
        this.limits = limits;
        this.json = json;
        this.allowed = allowed;
        this.opener = opener;
        this.ended = ended;
    }

    /** From now on the time runs, also for a connection that breaks before it becomes a WebSocket. */
    void expectOpening() {
        Thread.ofVirtual().name("shell-watch").start(this::watch);
    }

    /** No WebSocket came of it. */
    void abandon() {
        over.set(true);
        ended.accept(this);
    }

    void serverStops() {
        end(new ShellProblem.ServerStops());
    }

    @Override
    public void onOpen(Session opened, EndpointConfig configuration) {
        opened.setMaxBinaryMessageBufferSize(limits.largestFrameBytes());
        opened.setMaxTextMessageBufferSize(limits.largestFrameBytes());
        Map<String, Object> properties = opened.getUserProperties();
        properties.put(
                "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
                limits.sendWithin().toMillis());
        properties.put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 5_000L);
        // Handlers by class, not by lambda: the container finds the message's type by reflection.
        opened.addMessageHandler(new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
                guarded(() -> read(ShellFrame.parse(json, text)));
            }
        });
        opened.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer typed) {
                guarded(() -> type(typed));
            }
        });
        session = opened;
        if (over.get()) {
            close(opened, null);
        }
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        end((Problem) null);
    }

    @Override
    public void onError(Session broken, Throwable cause) {
        LOG.debug("A shell's connection broke", cause);
        end((Problem) null);
    }

    private void read(ShellFrame frame) throws IOException {
        ExecSession running = command;
        switch (frame) {
            case ShellFrame.Start start -> {
                if (running != null) {
                    throw new ProblemException(new ShellProblem.BadFrame("it was started already."));
                }
                begin(start);
            }
            case ShellFrame.Resize size -> {
                if (running != null) {
                    running.resize(size.columns(), size.rows());
                }
            }
            case ShellFrame.EndOfInput _ -> {
                if (running != null) {
                    running.input().close();
                }
            }
        }
    }

    private void begin(ShellFrame.Start start) {
        ExecSession opened = opener.open(start.command(), start.replica(), start.terminal());
        typing.lock();
        try {
            command = opened;
        } finally {
            typing.unlock();
        }
        if (over.get()) {
            // It ended while the command was being opened, and found none to close.
            close(opened);
            return;
        }
        start.size().ifPresent(size -> resize(opened, size));
        used();
        send(Map.of("type", "started"));
        Thread.ofVirtual().name("shell-output").start(() -> guarded(() -> show(opened)));
    }

    /** A command may end before its terminal has got its size. */
    private static void resize(ExecSession opened, ShellFrame.Resize size) {
        try {
            opened.resize(size.columns(), size.rows());
        } catch (RuntimeException tooLate) {
            LOG.debug("A shell's terminal has no size", tooLate);
        }
    }

    private void type(ByteBuffer typed) throws IOException {
        ExecSession running = command;
        if (running == null) {
            throw new ProblemException(new ShellProblem.BadFrame("the first frame must be a text frame, start."));
        }
        byte[] bytes = new byte[typed.remaining()];
        typed.get(bytes);
        try {
            running.input().write(bytes);
            running.input().flush();
        } catch (IOException readsNoMore) {
            // The command has ended or closed its input; its exit code comes by the other way.
            LOG.debug("A shell's command reads no more", readsNoMore);
        }
        used();
    }

    private void show(ExecSession running) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int read = readOutput(running, buffer);
        while (read >= 0) {
            used();
            sending.lock();
            try {
                Session to = session;
                if (to == null || over.get()) {
                    return;
                }
                to.getBasicRemote().sendBinary(ByteBuffer.wrap(buffer, 0, read));
            } finally {
                sending.unlock();
            }
            used();
            read = readOutput(running, buffer);
        }
        int code = running.exitCode();
        if (over.compareAndSet(false, true)) {
            finish(Map.of("type", "exit", "code", code), new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
        }
    }

    /** A stream that breaks is at its end: the engine closes it so when a container is removed. */
    private static int readOutput(ExecSession running, byte[] buffer) {
        try {
            return running.output().read(buffer);
        } catch (IOException broken) {
            return -1;
        }
    }

    private void used() {
        lastUse = System.nanoTime();
    }

    private void watch() {
        long lifeSign = System.nanoTime();
        try {
            while (!over.get()) {
                TimeUnit.NANOSECONDS.sleep(limits.lookAgain().toNanos());
                Problem reason = reasonToEnd();
                if (reason != null) {
                    end(reason);
                } else if (System.nanoTime() - lifeSign > LIFE_SIGN.toNanos()) {
                    lifeSign = System.nanoTime();
                    sign();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Problem reasonToEnd() {
        long now = System.nanoTime();
        if (command == null && now - openedAt > limits.startWithin().toNanos()) {
            return new ShellProblem.BadFrame("nothing was said to be started.");
        }
        if (now - lastUse > limits.idle().toNanos()) {
            return new ShellProblem.Idle(limits.idle());
        }
        if (now - openedAt > limits.longest().toNanos()) {
            return new ShellProblem.TooLong(limits.longest());
        }
        try {
            return allowed.getAsBoolean() ? null : new ShellProblem.NoLongerAllowed();
        } catch (RuntimeException unknown) {
            LOG.warn("A shell was closed: it could not be asked whether it is still allowed", unknown);
            return new ShellProblem.NoLongerAllowed();
        }
    }

    /** Keeps proxies from closing a quiet connection, and finds out when the other side is gone. */
    private void sign() {
        Session to = session;
        if (to != null && sending.tryLock()) {
            try {
                to.getBasicRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IOException | RuntimeException gone) {
                end((Problem) null);
            } finally {
                sending.unlock();
            }
        }
    }

    private void send(Map<String, ?> frame) {
        sending.lock();
        try {
            Session to = session;
            if (to != null) {
                to.getBasicRemote().sendText(json.writeValueAsString(frame));
            }
        } catch (IOException gone) {
            end((Problem) null);
        } finally {
            sending.unlock();
        }
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (ProblemException refused) {
            end(refused.problem());
        } catch (IOException gone) {
            end((Problem) null);
        } catch (RuntimeException failed) {
            if (!over.get()) {
                LOG.error("A shell failed unexpectedly", failed);
            }
            end(new ShellProblem.Broken());
        }
    }

    /** @param problem why, for whoever is there to read it; null when nobody is */
    private void end(@Nullable Problem problem) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (problem == null) {
            finish(null, null);
        } else {
            Map<String, ?> frame = Map.of("type", "problem", "problem", ProblemResponse.document(problem));
            int code = problem instanceof ShellProblem ours ? ours.closeCode() : 1008;
            finish(frame, new CloseReason(CloseCodes.getCloseCode(code), problem.code()));
        }
    }

    /** First the command, which must end whether or not anybody hears of it. */
    private void finish(@Nullable Map<String, ?> last, @Nullable CloseReason reason) {
        ExecSession running;
        typing.lock();
        try {
            running = command;
        } finally {
            typing.unlock();
        }
        if (running != null) {
            close(running);
        }
        ended.accept(this);
        Session to = session;
        if (to == null) {
            return;
        }
        if (last != null && waited()) {
            try {
                to.getBasicRemote().sendText(json.writeValueAsString(last));
            } catch (IOException | RuntimeException gone) {
                LOG.debug("Nobody heard of a shell's end", gone);
            } finally {
                sending.unlock();
            }
        }
        close(to, reason);
    }

    /** For what is being sent; a reader who does not read is not waited for. */
    private boolean waited() {
        try {
            return sending.tryLock(2, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void close(ExecSession running) {
        try {
            running.close();
        } catch (RuntimeException failed) {
            LOG.error("A shell's end could not be carried out or recorded", failed);
        }
    }

    private static void close(Session to, @Nullable CloseReason reason) {
        try {
            if (reason == null) {
                to.close();
            } else {
                to.close(reason);
            }
        } catch (IOException | RuntimeException gone) {
            LOG.debug("A shell's connection was gone already", gone);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
